struct SQLWordRepository: WordRepository {
    private let session: any SQLSession

    init(_ session: any SQLSession) {
        self.session = session
    }

    /// Pairs that one question to the index compares besides the rarest; the text decides about the rest.
    static let otherLimit = 3
    /// Rows that one statement inserts: few different statements, few round trips. What a chunk has too many of are
    /// repetitions of its last row.
    private static let chunks = [8, 32, 128]

    private static let inserts = chunks.map { count in
        let rows = Array(repeating: "(?, ?)", count: count).joined(separator: ", ")
        return SQLStatement("INSERT {or ignore} INTO post_words (pair, post_id) VALUES \(rows)")
    }
    private static let delete = SQLStatement("DELETE FROM post_words WHERE pair = ? AND post_id = ?")
    private static let frequency = SQLStatement(
        "SELECT COUNT(*) FROM (SELECT post_id FROM post_words WHERE pair = ? LIMIT ?) counted"
    )
    private static let candidates = (0...otherLimit).map { count in
        let others = (0..<count).map { index in
            "EXISTS (SELECT 1 FROM post_words o\(index) WHERE o\(index).pair = ? AND o\(index).post_id = w.post_id)"
        }
        let flag = others.isEmpty ? "1" : "CASE WHEN \(others.joined(separator: " AND ")) THEN 1 ELSE 0 END"
        return SQLStatement(
            "SELECT w.post_id, \(flag) FROM post_words w WHERE w.pair = ? AND w.post_id < ? ORDER BY w.post_id DESC LIMIT ?"
        )
    }

    static let statements = inserts + [delete, frequency] + candidates

    func insert(_ pairs: [Int64], postID: Int64) throws {
        var rest = pairs[...]
        while let last = rest.last {
            let index = Self.chunks.firstIndex { $0 >= rest.count } ?? Self.chunks.count - 1
            let chunk = rest.prefix(Self.chunks[index])
            let padding = Array(repeating: last, count: Self.chunks[index] - chunk.count)
            let values = (chunk + padding).flatMap { [SQLValue.integer($0), .integer(postID)] }
            try session.run(Self.inserts[index], values)
            rest = rest.dropFirst(chunk.count)
        }
    }

    func delete(_ pairs: [Int64], postID: Int64) throws {
        for pair in pairs {
            try session.run(Self.delete, [.integer(pair), .integer(postID)])
        }
    }

    func frequency(_ pair: Int64, limit: Int) throws -> Int {
        guard let row = try session.first(Self.frequency, [.integer(pair), .integer(limit)]) else { return 0 }
        var columns = row.columns
        return try columns.int()
    }

    func candidates(_ pair: Int64, others: [Int64], below id: Int64, limit: Int) throws -> [WordCandidate] {
        let others = others.prefix(Self.otherLimit)
        let values = others.map(SQLValue.integer) + [.integer(pair), .integer(id), .integer(limit)]
        return try session.rows(Self.candidates[others.count], values).map { row in
            var columns = row.columns
            return WordCandidate(postID: try columns.integer(), holdsOthers: try columns.integer() == 1)
        }
    }
}
