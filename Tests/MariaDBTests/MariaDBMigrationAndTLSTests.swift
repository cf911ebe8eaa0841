import MariaDB
import TestSupport
import Testing

@Suite(.serialized, .mariaDBServerWithTLS, .timeLimit(.minutes(3)))
struct MariaDBMigrationAndTLSTests {
    private let first = MariaDBMigration(
        version: 1,
        name: "posts",
        statements: ["CREATE TABLE IF NOT EXISTS posts (id BIGINT AUTO_INCREMENT PRIMARY KEY, title VARCHAR(200))"]
    )
    private let second = MariaDBMigration(
        version: 2,
        name: "titles",
        statements: [
            "CREATE INDEX IF NOT EXISTS posts_title ON posts (title)", "INSERT INTO posts (title) VALUES ('제목')",
        ]
    )

    @Test func `several starts at once migrate once, in order`() async throws {
        try await withPool { pool in
            let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 0..<4 { group.addTask { try await pool.migrate([first, second]) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied == [1, 2])
            #expect(try await pool.withConnection { try await $0.query("SELECT id FROM posts").count } == 1)
        }
    }

    @Test func `a schema that is newer than the code is refused`() async throws {
        try await withPool { pool in
            try await pool.migrate([first, second])
            await #expect(performing: { try await pool.migrate([first]) }, throws: isMariaDBError(.incompatibleSchema))
            await #expect(performing: { try await pool.migrate([second, first]) }, throws: isMariaDBError(.misuse))
        }
    }

    @Test func `with the right authority the connection is encrypted`() async throws {
        let server = try server()
        let parameters = "tls=required&ca=\(server.certificateAuthorityPath)"
        let connection = try await MariaDBConnection.open(MariaDBConfiguration(url: server.url(parameters: parameters)))
        #expect(await connection.cipher != nil)
        #expect(try await connection.first("SELECT 1")?[0] == 1)
        await connection.close()
    }

    @Test func `a certificate of an unknown authority is refused`() async throws {
        let server = try server()
        let configuration = try MariaDBConfiguration(url: server.url(parameters: "tls=required"))
        await #expect(performing: { try await MariaDBConnection.open(configuration) }, throws: isMariaDBError(.tls))
    }

    @Test func `a certificate for another name is refused`() async throws {
        let server = try server()
        var configuration = try MariaDBConfiguration(
            url: server.url(parameters: "tls=required&ca=\(server.certificateAuthorityPath)")
        )
        // The same server by an address that its certificate does not name.
        configuration.host = "127.0.0.2"
        await #expect(throws: MariaDBError.self) { try await MariaDBConnection.open(configuration) }
    }

    @Test(arguments: [("preferred", true), ("disabled", false)])
    func `encryption can be optional or off`(mode: String, encrypted: Bool) async throws {
        let server = try server()
        let connection = try await MariaDBConnection.open(
            MariaDBConfiguration(url: server.url(parameters: "tls=\(mode)"))
        )
        #expect(await (connection.cipher != nil) == encrypted)
        await connection.close()
    }

    @Test func `required encryption fails on a server without it`() async throws {
        try await MariaDBServerFixture.withServer { plain in
            let configuration = try MariaDBConfiguration(url: plain.url(parameters: "tls=required"))
            await #expect(performing: { try await MariaDBConnection.open(configuration) }, throws: isMariaDBError(.tls))
            let optional = try await MariaDBConnection.open(MariaDBConfiguration(url: plain.url()))
            #expect(await optional.cipher == nil)
            await optional.close()
        }
    }
}
