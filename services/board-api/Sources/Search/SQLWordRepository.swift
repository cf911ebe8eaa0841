struct SQLWordRepository: WordRepository {
    private let session: any SQLSession
    private let index: Index

    init(_ session: any SQLSession, _ index: Index) {
        self.session = session
        self.index = index
    }

    /// Pairs that one question to the index compares besides the rarest; the text decides about the rest.
    private static let otherLimit = 3
    /// Rows that one statement inserts: few different statements, few round trips. What a chunk has too many of are
    /// repetitions of its last row.
    private static let chunks = [8, 16, 32, 64, 128]

    /// The statements of one table.
    struct Index: Sendable {
        static let posts = Index(table: "post_words", id: "post_id")
        static let comments = Index(table: "comment_words", id: "comment_id")

        let inserts: [SQLStatement]
        let delete: SQLStatement
        let frequency: SQLStatement
        let candidates: [SQLStatement]

        private init(table: String, id: String) {
            inserts = chunks.map { count in
                let rows = Array(repeating: "(?, ?)", count: count).joined(separator: ", ")
                return SQLStatement("INSERT {or ignore} INTO \(table) (pair, \(id)) VALUES \(rows)")
            }
            delete = SQLStatement("DELETE FROM \(table) WHERE pair = ? AND \(id) = ?")
            frequency = SQLStatement(
                "SELECT COUNT(*) FROM (SELECT \(id) FROM \(table) WHERE pair = ? LIMIT ?) counted"
            )
            candidates = (0...otherLimit).map { count in
                let others = (0..<count).map { index in
                    "EXISTS (SELECT 1 FROM \(table) o\(index) WHERE o\(index).pair = ? AND o\(index).\(id) = w.\(id))"
                }
                let flag = others.isEmpty ? "1" : "CASE WHEN \(others.joined(separator: " AND ")) THEN 1 ELSE 0 END"
                return SQLStatement(
                    """
                    SELECT w.\(id), \(flag) FROM \(table) w WHERE w.pair = ? AND w.\(id) < ? ORDER BY w.\(id) DESC LIMIT ?
                    """
                )
            }
        }
    }

    static let statements = [Index.posts, .comments].flatMap { index in
        index.inserts + [index.delete, index.frequency] + index.candidates
    }

    func insert(_ pairs: [Int64], textID: Int64) throws {
        var rest = pairs[...]
        while let last = rest.last {
            let size = Self.chunks.firstIndex { $0 >= rest.count } ?? Self.chunks.count - 1
            let chunk = rest.prefix(Self.chunks[size])
            let padding = Array(repeating: last, count: Self.chunks[size] - chunk.count)
            let values = (chunk + padding).flatMap { [SQLValue.integer($0), .integer(textID)] }
            try session.run(index.inserts[size], values)
            rest = rest.dropFirst(chunk.count)
        }
    }

    func delete(_ pairs: [Int64], textID: Int64) throws {
        for pair in pairs {
            try session.run(index.delete, [.integer(pair), .integer(textID)])
        }
    }

    func frequency(_ pair: Int64, limit: Int) throws -> Int {
        guard let row = try session.first(index.frequency, [.integer(pair), .integer(limit)]) else { return 0 }
        var columns = row.columns
        return try columns.int()
    }

    func candidates(_ pair: Int64, others: [Int64], below id: Int64, limit: Int) throws -> [WordCandidate] {
        let others = others.prefix(Self.otherLimit)
        let values = others.map(SQLValue.integer) + [.integer(pair), .integer(id), .integer(limit)]
        return try session.rows(index.candidates[others.count], values).map { row in
            var columns = row.columns
            return WordCandidate(textID: try columns.integer(), holdsOthers: try columns.integer() == 1)
        }
    }
}
