import Blocking
import BoardService
import Core
import Foundation
import HTTPTypes
import MariaDB
import SQLite
import ServiceKit
import TestSupport
import Testing

@Suite struct FullDiskTests {
    @Test func `a full disk refuses what is new, loses nothing and is over when there is room`() async throws {
        try await withTemporaryDirectory { folder in
            let file = try await SQLiteDatabase.open(SQLiteConfiguration(path: folder.file("board.sqlite")))
            let board = SQLiteBoardDatabase(file)
            _ = try await board.migrate()
            let now = Timestamp(seconds: 1)
            let content = PostContent(
                title: "글",
                body: String(repeating: "가나다라 마바사 ", count: 1500),
                category: .general,
                kind: .post
            )
            let kept = try await board.writing { try $0.posts.insert(content, authorID: 1, now: now) }
            // The pages a file may have are its disk; fewer than it has keep it from growing.
            try await file.withoutTransaction { _ = try $0.query("PRAGMA max_page_count = 1") }
            let error = await #expect(throws: SQLiteError.self) {
                for _ in 0..<10 {
                    _ = try await board.writing { try $0.posts.insert(content, authorID: 1, now: now) }
                }
            }
            let problem = error.flatMap { Problem.unavailable(because: $0) }
            #expect(problem?.status.code == 507)
            #expect(try await board.reading { try $0.posts.find(kept) }?.content == content)
            try await file.withoutTransaction { _ = try $0.query("PRAGMA max_page_count = 1000000") }
            _ = try await board.writing { try $0.posts.insert(content, authorID: 1, now: now) }
            await board.close()
        }
    }
}

extension FullDiskTests {
    @Test(
        arguments: [
            (1_021, "Disk full (/tmp/x); waiting for someone to free some space...", 507),
            (1_114, "The table 'posts' is full", 507),
            (1_030, "Got error 28 \"No space left on device\" from storage engine InnoDB", 507),
            (1_026, "Error writing file '/tmp/x' (errno: 28 \"No space left on device\")", 507),
            (1_030, "Got error 168 \"Unknown (generic) error from engine\" from storage engine InnoDB", nil),
            (1_290, "The MariaDB server is running with the --read-only option", 503),
            (1_064, "You have an error", nil),
        ] as [(UInt32, String, Int?)]
    )
    func `what MariaDB says becomes what a client can act on`(errno: UInt32, message: String, status: Int?) {
        let error = MariaDBError(errno: errno, sqlState: "HY000", message: message)
        #expect(Problem.unavailable(because: error)?.status.code == status)
    }

    /// All tables in one file that may not grow beyond this: then MariaDB says what it says on a full disk.
    private static let smallDisk = [
        "--innodb-file-per-table=0", "--innodb-data-file-path=ibdata1:12M:autoextend:max:32M",
        "--innodb-autoextend-increment=1",
    ]

    @Test func `a full MariaDB refuses what is new, loses nothing and is over when there is room`() async throws {
        try await MariaDBServerFixture.withServer(arguments: Self.smallDisk) { server in
            try await withBoard(url: server.url()) { board in
                let token = try await board.signUp("rider")
                let post = try await board.createPost(token: token)
                let filling = try await MariaDBConnection.open(MariaDBConfiguration(url: server.url()))
                try await filling.run("CREATE TABLE filler (id INT AUTO_INCREMENT PRIMARY KEY, x MEDIUMBLOB)")
                try await filling.run("INSERT INTO filler (x) VALUES ('first')")
                // Deleting takes room, too: a transaction that has some already will make more.
                let clearing = try await MariaDBConnection.open(MariaDBConfiguration(url: server.url()))
                try await clearing.run("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
                try await clearing.run("BEGIN")
                try await clearing.run("DELETE FROM filler")
                let full = await #expect(throws: MariaDBError.self) {
                    while true { try await filling.run("INSERT INTO filler (x) VALUES (REPEAT('x', 500000))") }
                }
                #expect(full?.errno == 1_114)
                // What is left of the last pages fills up with posts that are acknowledged.
                let body = String(repeating: "가나다라 마바사 ", count: 1500)
                var kept = [post.id]
                var refused = try await board.createPost("글", body, token: token)
                while refused.status == 201, kept.count < 500 {
                    kept.append(refused.id)
                    refused = try await board.createPost("글", body, token: token)
                }
                #expect(refused.status == 507 && refused.headers[.retryAfter] == "60")
                #expect(refused.text("detail") == "There is no room left for anything new. Reading goes on.")
                #expect(try await board.send(.get, "/api/board/posts").status == 200)
                #expect(try await board.send(.get, "/health/ready").status == 200)
                try await clearing.run("DELETE FROM filler")
                try await clearing.run("COMMIT")
                await clearing.close()
                await filling.close()
                try await waitUntil("the board writes again", within: .seconds(30)) {
                    try await board.createPost("글", body, token: token).status == 201
                }
                for id in kept { #expect(try await board.send(.get, "/api/board/posts/\(id)").status == 200) }
            }
        }
    }
}

extension BoardTests {
    @Suite struct Failures {
        private static func administration() async throws -> MariaDBConnection {
            let server = try #require(BoardDatabasesTrait.server)
            return try await MariaDBConnection.open(MariaDBConfiguration(url: server.url()))
        }

        @Test func `a database that may only be read says so, and goes on when it may be written`() async throws {
            try await withDatabaseURL(.mariaDB) { url in
                let administration = try await Self.administration()
                let schema = try #require(url.split(separator: "/").last)
                try await administration.run("CREATE USER 'plain'@'%' IDENTIFIED BY 'plain'")
                // Whoever may grant is not at hand; who has all rights could write to a server that is read only.
                try await administration.run(
                    """
                    INSERT INTO mysql.db (Host, Db, User, Select_priv, Insert_priv, Update_priv, Delete_priv, Create_priv,
                    Index_priv) VALUES ('%', '\(schema)', 'plain', 'Y', 'Y', 'Y', 'Y', 'Y', 'Y')
                    """
                )
                try await administration.run("FLUSH PRIVILEGES")
                let place = try #require(url.split(separator: "@").last)
                try await withBoard(url: "mysql://plain:plain@\(place)") { board in
                    let token = try await board.signUp("rider")
                    let post = try await board.createPost(token: token)
                    try await administration.run("SET GLOBAL read_only = 1")
                    let refused = try await board.createPost(token: token)
                    try await administration.run("SET GLOBAL read_only = 0")
                    #expect(refused.status == 503 && refused.headers[.retryAfter] == "10")
                    #expect(refused.text("detail") == "The database can only be read now.")
                    #expect(try await board.send(.get, "/api/board/posts/\(post.id)").status == 200)
                    #expect(try await board.createPost(token: token).status == 201)
                }
                try await administration.run("DROP USER 'plain'@'%'")
                await administration.close()
            }
        }

        @Test func `when all connections are taken callers are told to come back`() async throws {
            let settings = ["DATABASE_CONNECTIONS": "1", "DATABASE_WAIT": "50ms"]
            try await withBoard(.mariaDB, settings: settings) { board in
                let token = try await board.signUp("rider")
                let administration = try await Self.administration()
                let database = try #require(board.board.keeper.database)
                // Whoever writes waits now, with its connection.
                try await administration.run("FLUSH TABLES WITH READ LOCK")
                async let waiting = board.createPost("기다림", token: token)
                try await waitUntil("the connection is taken") {
                    database.connections.last?.statistics.active == 1
                }
                let refused = try await board.createPost(token: token)
                try await administration.run("UNLOCK TABLES")
                #expect(refused.status == 503 && refused.headers[.retryAfter] == "1")
                #expect(try await waiting.status == 201)
                #expect(try await board.createPost(token: token).status == 201)
                await administration.close()
            }
        }

        @Test func `a server that went away and came back is used again`() async throws {
            try await withBoard(.mariaDB) { board in
                let server = try #require(BoardDatabasesTrait.server)
                let token = try await board.signUp("rider")
                let post = try await board.createPost(token: token)
                // An orderly end: this server keeps its log in memory for speed, and a crash would lose what is tested.
                await server.stop()
                let refused = try await board.createPost(token: token)
                #expect(refused.status == 503 && refused.headers[.retryAfter] != nil)
                #expect(try await board.send(.get, "/api/board/posts").status == 503)
                try await server.start()
                // Each connection that broke is found broken once.
                try await waitUntil("the board writes again", within: .seconds(30)) {
                    try await board.createPost(token: token).status == 201
                }
                #expect(try await board.send(.get, "/api/board/posts/\(post.id)").status == 200)
            }
        }
    }
}
