import Foundation
import MariaDB
import Synchronization
import TestSupport
import Testing

@Suite(.serialized, .mariaDBServer, .timeLimit(.minutes(3)))
struct MariaDBConnectionTests {
    @Test(
        arguments: [
            .null, .integer(.min), .integer(.max), .integer(0), .unsigned(.max), .double(0.1), .text(""),
            .text("따릉이 🚲👨‍👩‍👧 𠮷 it's \"q\" \\ ; DROP TABLE entries; --"), .text("zero\u{0}inside"),
            .blob([]), .blob([0, 255, 39, 92]), .blob([UInt8](repeating: 7, count: 10_000_000)),
        ] as [MariaDBValue]
    )
    func `a value comes back as it went in`(value: MariaDBValue) async throws {
        let column =
            switch value {
            case .null, .integer: "BIGINT"
            case .unsigned: "BIGINT UNSIGNED"
            case .double: "DOUBLE"
            case .text: "TEXT"
            case .blob: "LONGBLOB"
            }
        try await withPool { pool in
            let row = try await pool.withConnection { connection in
                try await connection.run("CREATE TABLE entries (id INT AUTO_INCREMENT PRIMARY KEY, value \(column))")
                let result = try await connection.execute("INSERT INTO entries (value) VALUES (?)", [value])
                #expect(result.affectedRows == 1)
                #expect(result.lastInsertID == 1)
                return try await connection.first("SELECT value FROM entries WHERE value <=> ?", [value])
            }
            #expect(row?[0] == value)
        }
    }

    @Test func `every type of column comes back in its documented form`() async throws {
        try await withPool { pool in
            let row = try #require(
                try await pool.withConnection { connection in
                    try await connection.first(
                        """
                        SELECT CAST(7 AS SIGNED) AS number, 1.50 AS price,
                            CAST('2024-11-20 06:01:02.345' AS DATETIME(3)) AS at,
                            CAST('2024-11-20' AS DATE) AS day, CAST('-12:34:56' AS TIME) AS time, NULL AS nothing,
                            CAST(1.5 AS FLOAT) AS ratio, JSON_OBJECT('a', 1) AS json, _binary 'ab' AS bytes,
                            TRUE AS flag,
                            COUNT(*) AS count
                        """
                    )
                }
            )
            #expect(try row.get("number") == 7)
            #expect(try row.get("price") == "1.50")
            #expect(try row.get("at") == "2024-11-20 06:01:02.345")
            #expect(try row.get("day") == "2024-11-20")
            #expect(try row.get("time") == "-12:34:56")
            #expect(try row["nothing"] == .null)
            #expect(try row.get("ratio") == 1.5)
            #expect(try row.get("json") == "{\"a\": 1}")
            #expect(try row["bytes"] == .blob([97, 98]))
            #expect(try row.get("flag", as: Bool.self))
            #expect(try row.get("count") == 1)
            #expect(try row.getOptional("nothing", as: String.self) == nil)
            #expect(throws: MariaDBError.self) { try row.get("price", as: Int.self) }
            #expect(throws: MariaDBError.self) { try row.get("absent", as: Int.self) }
        }
    }

    @Test func `times are in UTC and bad values are errors`() async throws {
        try await withPool { pool in
            try await pool.withConnection { connection in
                #expect(try await connection.first("SELECT @@time_zone")?[0] == "+00:00")
                try await connection.run("CREATE TABLE entries (name VARCHAR(3))")
                await #expect(
                    performing: {
                        try await connection.execute("INSERT INTO entries VALUES (?)", ["four"])
                    },
                    throws: isMariaDBError(.statement)
                )
            }
        }
    }

    @Test func `many rows and repeated statements keep their order`() async throws {
        try await withPool { pool in
            try await pool.transaction { connection in
                for _ in 0..<3 {
                    let rows = try connection.query(
                        "SELECT seq, CONCAT('역 ', seq) AS name FROM seq_1_to_5000 WHERE seq > ?",
                        [10]
                    )
                    #expect(rows.count == 4_990)
                    #expect(rows.first?[0] == .unsigned(11) || rows.first?[0] == .integer(11))
                    #expect(try rows.last?.get("name") == "역 5000")
                }
            }
        }
    }

    @Test func `an answer beyond its limit is an error and the connection stays good`() async throws {
        try await withPool { pool in
            try await pool.withConnection { connection in
                await #expect(
                    performing: {
                        try await connection.query("SELECT seq FROM seq_1_to_1000", limits: RowLimits(rows: 10))
                    },
                    throws: isMariaDBError(.tooBig)
                )
                await #expect(
                    performing: {
                        try await connection.query(
                            "SELECT REPEAT('x', 1000) FROM seq_1_to_1000",
                            limits: RowLimits(bytes: 5_000)
                        )
                    },
                    throws: isMariaDBError(.tooBig)
                )
                let value = try await connection.first("SELECT 'still here'")?[0]
                #expect(value == "still here")
            }
        }
    }

    @Test func `placeholders and values have to match in number`() async throws {
        try await withPool { pool in
            await #expect(
                performing: {
                    try await pool.withConnection { try await $0.query("SELECT ?, ?", [1]) }
                },
                throws: isMariaDBError(.misuse)
            )
        }
    }

    @Test func `more texts than the cache keeps still work, and leave no statement on the server`() async throws {
        try await withPool({ $0.statementCacheLimit = 4 }) { pool in
            try await pool.withConnection { connection in
                for number in 0..<40 {
                    #expect(try await connection.first("SELECT \(number) + ?", [1])?[0] == .integer(Int64(number + 1)))
                }
                let open = try await connection.first("SHOW STATUS LIKE 'Prepared_stmt_count'")
                #expect(Int(try open?.get("Value", as: String.self) ?? "") ?? 99 <= 6)
            }
        }
    }

    @Test func `an error names the key that was violated and not the value`() async throws {
        try await withPool { pool in
            await #expect(
                performing: {
                    try await pool.transaction { connection in
                        try connection.run(
                            "CREATE TEMPORARY TABLE users (email VARCHAR(99), UNIQUE KEY one_email (email))"
                        )
                        for _ in 0..<2 {
                            try connection.execute("INSERT INTO users VALUES (?)", ["kim for key@example.org"])
                        }
                    }
                },
                throws: { error in
                    let text = "\(error)"
                    return (error as? MariaDBError)?.code == .duplicateKey
                        && text.contains("one_email") && !text.contains("kim") && !text.contains("example")
                }
            )
        }
    }

    @Test func `an update counts the rows it found`() async throws {
        try await withPool { pool in
            try await pool.transaction { connection in
                try connection.run("CREATE TEMPORARY TABLE entries (id INT)")
                try connection.execute("INSERT INTO entries VALUES (1), (1), (2)")
                #expect(try connection.execute("UPDATE entries SET id = 1 WHERE id = ?", [1]).affectedRows == 2)
            }
        }
    }

    @Test func `a wrong password is refused and not worth another try`() async throws {
        let server = try server()
        var configuration = try MariaDBConfiguration(url: server.url())
        configuration.password = "wrong"
        await #expect(
            performing: { try await MariaDBConnection.open(configuration) },
            throws: { error in
                let error = error as? MariaDBError
                return error?.code == .accessDenied && error?.isRetriable == false
            }
        )
    }
}
