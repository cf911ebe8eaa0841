/// One statement in both dialects; values travel as bound parameters only.
package struct SQLStatement: Hashable, Sendable {
    private let sqlite: String
    private let mysql: String

    /// `template` may hold the words in braces that ``SQLDialect`` knows.
    package init(_ template: String) {
        sqlite = SQLDialect.sqlite.translate(template)
        mysql = SQLDialect.mysql.translate(template)
    }

    /// The text that the database is sent.
    package func text(_ dialect: SQLDialect) -> String {
        dialect == .sqlite ? sqlite : mysql
    }
}
