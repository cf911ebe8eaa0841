/// The statements a connection may use again, the least recently used going first.
struct StatementCache {
    private let limit: Int
    private var statements: [String: MariaDBStatement] = [:]
    /// Oldest first; short enough that moving an entry costs less than looking it up.
    private var order: [String] = []

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes a statement out, so that nested use of the same text gets one of its own.
    mutating func take(_ sql: String) -> MariaDBStatement? {
        guard let statement = statements.removeValue(forKey: sql) else { return nil }
        order.removeAll { $0 == sql }
        return statement
    }

    mutating func put(_ statement: MariaDBStatement, for sql: String) {
        guard statements[sql] == nil else { return }
        if order.count >= limit { statements[order.removeFirst()] = nil }
        statements[sql] = statement
        order.append(sql)
    }

    mutating func removeAll() {
        statements = [:]
        order = []
    }
}
