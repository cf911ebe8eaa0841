/// The two families of SQL the board speaks. Everything that differs between them stands in this type.
package enum SQLDialect: String, Sendable, CaseIterable {
    case sqlite
    /// MySQL 8 and MariaDB alike: nothing is used that one of them lacks.
    case mysql

    /// What the words in braces of a statement stand for.
    var words: [(String, String)] {
        switch self {
        case .sqlite:
            [
                ("{identity}", "INTEGER PRIMARY KEY AUTOINCREMENT"), ("{table options}", ""),
                // A table that is one index: rows lie in the order of the key, as InnoDB's always do.
                ("{clustered}", "WITHOUT ROWID"),
                // The writer is alone already.
                ("{for update}", ""), ("{or ignore}", "OR IGNORE"),
            ]
        case .mysql:
            [
                ("{identity}", "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY"),
                ("{table options}", "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin"),
                ("{clustered}", "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin"),
                ("{for update}", "FOR UPDATE"), ("{or ignore}", "IGNORE"),
            ]
        }
    }

    func translate(_ template: String) -> String {
        words.reduce(withIndexes(template)) { $0.replacing($1.0, with: $1.1) }
    }

    /// `{by NAME}` behind a table names the index it is read by. Left to themselves both kinds of database sometimes take one
    /// that gives the right rows in the wrong order, or walk to a page from the first one.
    private func withIndexes(_ template: String) -> String {
        let parts = template.split(separator: "{by ", omittingEmptySubsequences: false)
        return parts.dropFirst().reduce(String(parts.first ?? "")) { text, part in
            let name = part.prefix { $0 != "}" }
            let hint = self == .sqlite ? "INDEXED BY \(name)" : "FORCE INDEX (\(name))"
            return text + hint + part.dropFirst(name.count + 1)
        }
    }
}
