import Core

/// Lists: one statement for each combination of filters and order, so that each finds its index.
extension SQLPostRepository {
    /// The optional filters, by the bit of their statement's number.
    private static let filters = ["p.category", "p.station_id", "p.author_id", "p.kind", "p.state"]

    static let listStatements: [SQLStatement] = PostQuery.Sort.allCases.flatMap { sort in
        (0..<(1 << filters.count)).map { SQLStatement(list(filterBits: $0, sort: sort)) }
    }

    /// The index of the narrowest filter; by change only where few rows are left to be sorted.
    private static func index(filterBits: Int, sort: PostQuery.Sort) -> String {
        func has(_ filter: String) -> Bool {
            filters.firstIndex(of: filter).map { filterBits & (1 << $0) != 0 } ?? false
        }
        if has("p.station_id") { return "posts_station" }
        if has("p.author_id") { return "posts_author" }
        if has("p.state") { return "posts_state" }
        if sort == .updated { return "posts_updated" }
        if has("p.category") { return "posts_category" }
        return has("p.kind") ? "posts_kind" : "posts_newest"
    }

    private static func list(filterBits: Int, sort: PostQuery.Sort) -> String {
        let conditions = filters.indices.filter { filterBits & (1 << $0) != 0 }.map { " AND \(filters[$0]) = ?" }
        let page =
            switch sort {
            case .newest: "AND p.id < ? ORDER BY p.id DESC"
            case .oldest: "AND p.id > ? ORDER BY p.id"
            // The first comparison bounds the range of the index, the second says where in it.
            case .updated:
                "AND p.updated_at <= ? AND (p.updated_at < ? OR p.id < ?) ORDER BY p.updated_at DESC, p.id DESC"
            }
        let body = "SUBSTR(p.body, 1, \(excerptLength))"
        let index = index(filterBits: filterBits, sort: sort)
        return "\(select(body: body, index: "{by \(index)}")) WHERE p.status = ?\(conditions.joined()) \(page) LIMIT ?"
    }

    func list(_ query: PostQuery) throws -> [Post] {
        let filters: [SQLValue?] = [
            query.category.map { .text($0.rawValue) }, query.stationID.map { .text($0) },
            query.authorID.map { .integer($0) }, query.kind.map { .text($0.rawValue) },
            query.state.map { .text($0.rawValue) },
        ]
        let bits = filters.indices.reduce(0) { filters[$1] == nil ? $0 : $0 | (1 << $1) }
        let order = PostQuery.Sort.allCases.firstIndex(of: query.sort) ?? 0
        let statement = Self.listStatements[order << filters.count | bits]
        let status = SQLValue.integer(query.status.stored.rawValue)
        let values = [status] + filters.compactMap(\.self) + Self.place(of: query) + [.integer(query.limit)]
        return try session.rows(statement, values).map { row in
            var columns = row.columns
            return try Self.post(&columns)
        }
    }

    private static func place(of query: PostQuery) -> [SQLValue] {
        switch query.sort {
        case .newest: [.integer(query.after?.id ?? .max)]
        case .oldest: [.integer(query.after?.id ?? 0)]
        case .updated:
            [
                .integer(query.after?.updatedAt.milliseconds ?? .max),
                .integer(query.after?.updatedAt.milliseconds ?? .max), .integer(query.after?.id ?? .max),
            ]
        }
    }
}
