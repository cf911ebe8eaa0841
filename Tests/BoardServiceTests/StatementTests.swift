import BoardService
import Foundation
import HTTPTypes
import MariaDB
import SQLite
import Testing
import TestSupport

@Suite struct StatementTests {
    /// What MySQL 8 lacks, or does not do in all of its 8.x versions: clauses of MariaDB or SQLite, and full-text search,
    /// whose parsers differ.
    private static let foreignToMySQL = [
        "RETURNING", "ON CONFLICT", "OR IGNORE", "OR REPLACE", "IF NOT EXISTS", "NEXTVAL", "NEXT VALUE", "SEQUENCE",
        "INTERSECT", "EXCEPT", "OFFSET", "FETCH FIRST", "MATCH", "AGAINST", "GLOB", "ILIKE", "ROWID", "||", "PRAGMA",
        "SKIP LOCKED", "JSON_", "AUTOINCREMENT", "UUID()", "NOW()", "REGEXP", "COLLATE", "{", "}",
    ]

    @Test func `no statement uses what MySQL 8 lacks`() {
        let statements = BoardRepositories.statements
        #expect(statements.count > 150)
        for statement in statements {
            let text = statement.text(.mysql).uppercased()
            for word in Self.foreignToMySQL {
                #expect(!text.contains(word), "\(word) in \(text)")
            }
            let parameters = text.filter { $0 == "?" }.count
            #expect(statement.text(.sqlite).filter { $0 == "?" }.count == parameters)
            // Nothing but numbers that are part of the statement stands where a value could.
            #expect(!text.contains("'") && !text.contains("\""))
        }
    }

    @Test func `no table uses what MySQL 8 lacks`() {
        for version in BoardSchema.versions {
            for statement in version.statements(.mysql) {
                let text = statement.uppercased()
                guard text.hasPrefix("CREATE TABLE IF NOT EXISTS ") else {
                    #expect(text.hasPrefix("INSERT IGNORE INTO ") || text.hasPrefix("DELETE FROM "))
                    continue
                }
                for word in ["WITHOUT ROWID", "INDEX IF NOT EXISTS", " UUID", "INET6", "AUTOINCREMENT", "{", "}"] {
                    #expect(!text.contains(word), "\(word) in \(text)")
                }
                #expect(text.contains("UTF8MB4"))
            }
        }
    }

    @Test func `every version of the schema is applied once`() async throws {
        try await withTemporaryDirectory { folder in
            let file = SQLiteConfiguration(path: folder.file("board.sqlite"))
            let database = SQLiteBoardDatabase(try await SQLiteDatabase.open(file))
            #expect(try await database.migrate() == BoardSchema.versions.map(\.number))
            #expect(try await database.migrate().isEmpty)
            await database.close()
        }
    }
}

extension BoardTests {
    @Suite struct Plans {
        @Test(arguments: TestedDatabase.allCases)
        func `every list finds an index, in its order`(database: TestedDatabase) async throws {
            try await withDatabaseURL(database) { url in
                try await withBoard(url: url) { board in
                    let token = try await board.signUp("rider")
                    for index in 0..<40 {
                        let more: [String: any Sendable] = ["category": "tip", "station_id": "ST-\(index % 9)"]
                        let post = try await board.createPost("글 \(index)", "가나다 라마바", token: token, more)
                        let comments = "/api/board/posts/\(post.id)/comments"
                        _ = try await board.send(.post, comments, ["body": "댓글"], token: token)
                    }
                }
                for statement in BoardRepositories.statements where statement.text(.sqlite).hasPrefix("SELECT") {
                    try await Self.check(statement, url)
                }
            }
        }

        private static let textColumns = ["_key", "_hash", "category", "station_id", "kind", "state", "subject"]

        private static func check(_ statement: SQLStatement, _ url: String) async throws {
            if url.hasPrefix("sqlite:") {
                let file = SQLiteConfiguration(path: String(url.dropFirst("sqlite:".count)))
                let database = try await SQLiteDatabase.open(file)
                let text = statement.text(.sqlite)
                let values = [SQLiteValue](repeating: .integer(1), count: text.filter { $0 == "?" }.count)
                let plan = try await database.read { connection in
                    try connection.query("EXPLAIN QUERY PLAN " + text, values).map {
                        try $0.get("detail", as: String.self)
                    }
                }
                await database.close()
                if text.contains("c.id IN") {
                    // From the comments to their posts; the other way round it takes a hundred times as long.
                    #expect(plan.first?.hasPrefix("SEARCH c USING INTEGER PRIMARY KEY") == true, "\(plan): \(text)")
                }
                for line in plan {
                    #expect(!line.hasPrefix("SCAN") || line.contains("counted"), "\(line): \(text)")
                    // A station's, an author's or the open reports are few enough to be sorted.
                    let isNarrow = ["posts_station", "posts_author", "posts_state"].contains { text.contains($0) }
                    #expect(!line.contains("TEMP B-TREE") || isNarrow, "\(line): \(text)")
                }
                return
            }
            let connection = try await MariaDBConnection.open(MariaDBConfiguration(url: url))
            let text = statement.text(.mysql)
            let values = text.split(separator: "?", omittingEmptySubsequences: false).dropLast().map { piece in
                // A number compared with a text finds no index.
                textColumns.contains { piece.hasSuffix($0 + " = ") } ? MariaDBValue.text("1") : .integer(1)
            }
            let rows = try await connection.query("EXPLAIN " + text, values)
            await connection.close()
            for row in rows {
                let type = try row.getOptional("type", as: String.self) ?? ""
                let table = try row.getOptional("table", as: String.self) ?? ""
                #expect(type != "ALL" || table.hasPrefix("<derived"), "\(type) on \(table): \(text)")
            }
        }
    }
}
