import Blocking
import MariaDB
import TestSupport
import Testing

@Suite(.serialized, .mariaDBServer, .timeLimit(.minutes(3)))
struct MariaDBOutageTests {
    @Test func `after a crash the error is retriable, and the pool works again with the server`() async throws {
        let server = try server()
        try await withPool { pool in
            try await pool.ping()
            await server.kill()
            for code in [MariaDBError.Code.connectionLost, .unreachable] {
                await #expect(
                    performing: { try await pool.withConnection { try await $0.query("SELECT 1") } },
                    throws: {
                        ($0 as? MariaDBError)?.code == code && ($0 as? MariaDBError)?.isRetriable == true
                    }
                )
            }
            #expect(pool.statistics.active + pool.statistics.idle == 0)
            try await server.start()
            #expect(try await pool.withConnection { try await $0.first("SELECT 1")?[0] } == 1)
        }
    }

    @Test func `a crash in the middle of a transaction is reported and nothing of it is kept`() async throws {
        let server = try server()
        try await withPool { pool in
            try await pool.withConnection { connection in
                try await connection.run("CREATE TABLE entries (id INT PRIMARY KEY) ENGINE = InnoDB")
                try await connection.execute("INSERT INTO entries VALUES (0)")
                try await connection.execute("START TRANSACTION")
                try await connection.execute("INSERT INTO entries VALUES (1)")
                await server.kill()
                await #expect(
                    performing: { try await connection.execute("COMMIT") },
                    throws: isMariaDBError(.connectionLost)
                )
            }
            try await server.start()
            let rows = try await pool.withConnection { try await $0.query("SELECT id FROM entries") }
            #expect(rows.count <= 1)
        }
    }

    @Test func `connections that died while idle are replaced before they are lent`() async throws {
        let server = try server()
        try await withPool({ $0.poolLimits.checkAfterIdle = .zero }) { pool in
            try await pool.ping()
            await server.stop()
            try await server.start()
            #expect(try await pool.withConnection { try await $0.first("SELECT 1")?[0] } == 1)
        }
    }

    @Test func `a server that hangs is given up after the time limit`() async throws {
        let server = try server()
        try await withPool({
            $0.readTimeout = .seconds(1)
            $0.connectTimeout = .seconds(1)
        }) { pool in
            // The limits are for the server that stands still; a busy machine may take as long for nothing.
            try await waitUntil("connected", within: .seconds(60)) { (try? await pool.ping()) != nil }
            try await server.suspend()
            let start = ContinuousClock.now
            await #expect(
                performing: { try await pool.withConnection { try await $0.query("SELECT 1") } },
                throws: {
                    ($0 as? MariaDBError)?.code == .connectionLost && ($0 as? MariaDBError)?.isRetriable == true
                }
            )
            #expect(start.duration(to: .now) >= .milliseconds(900))
            #expect(start.duration(to: .now) < .seconds(10))
            // A new connection gets no greeting either.
            await #expect(performing: { try await pool.ping() }, throws: { ($0 as? MariaDBError)?.isRetriable == true })
            #expect(start.duration(to: .now) < .seconds(20))
            await server.resume()
            try await waitUntil("it answers again", within: .seconds(60)) { (try? await pool.ping()) != nil }
            #expect(try await pool.withConnection { try await $0.first("SELECT 1")?[0] } == 1)
        }
    }

    @Test func `callers beyond the pool's size wait, and give up after the time limit`() async throws {
        try await withPool({
            $0.poolLimits = ResourcePoolLimits(maximum: 4, maximumWaiters: 1, leaseTimeout: .milliseconds(100))
        }) { pool in
            try await pool.withConnection { _ in
                try await pool.withConnection { _ in
                    #expect(pool.statistics.active == 2)
                    await #expect(
                        performing: { try await pool.ping() },
                        throws: {
                            ($0 as? BlockingError)?.code == .leaseTimeout
                        }
                    )
                }
            }
            #expect(pool.statistics == ResourcePoolStatistics(active: 0, idle: 2, pending: 0, maximum: 4))
        }
    }

    @Test func `a connection that comes back inside a transaction is not lent again`() async throws {
        try await withPool { pool in
            await #expect(throws: (any Error).self) {
                try await pool.transaction { connection in
                    connection.close()
                    try connection.execute("SELECT 1")
                }
            }
            #expect(pool.statistics.idle == 0)
            try await pool.ping()
        }
    }

    @Test func `a closed pool refuses`() async throws {
        try await withPool { pool in
            try await pool.ping()
            #expect(await pool.close())
            await #expect(performing: { try await pool.ping() }, throws: { ($0 as? BlockingError)?.code == .closed })
        }
    }
}
