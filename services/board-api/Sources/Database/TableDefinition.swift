/// A table as both dialects make it: indexes are part of it in MySQL, statements of their own in SQLite.
struct TableDefinition: Sendable {
    struct Index: Sendable {
        let name: String
        let columns: String
        var isUnique = false
    }

    let name: String
    /// Columns and the primary key.
    let columns: [String]
    var indexes: [Index] = []
    /// Whether the rows lie in the order of the primary key, which then has to be among the columns.
    var isClustered = false

    /// Statements that bear to be run twice.
    func statements(_ dialect: SQLDialect) -> [String] {
        let options = isClustered ? "{clustered}" : "{table options}"
        let inner = dialect == .mysql ? indexes.map(Self.clause) : []
        let body = (columns + inner).joined(separator: ", ")
        let table = dialect.translate("CREATE TABLE IF NOT EXISTS \(name) (\(body)) \(options)")
        guard dialect == .sqlite else { return [table] }
        return [table]
            + indexes.map { index in
                let kind = index.isUnique ? "UNIQUE INDEX" : "INDEX"
                return "CREATE \(kind) IF NOT EXISTS \(index.name) ON \(name) (\(index.columns))"
            }
    }

    private static func clause(_ index: Index) -> String {
        "\(index.isUnique ? "UNIQUE INDEX" : "INDEX") \(index.name) (\(index.columns))"
    }
}
