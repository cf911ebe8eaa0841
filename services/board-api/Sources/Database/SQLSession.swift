/// A connection inside `BoardDatabase.read` or `write`; it does not leave the closure.
package protocol SQLSession {
    /// Runs a statement that has no rows to answer.
    @discardableResult
    func run(_ statement: SQLStatement, _ values: [SQLValue]) throws -> SQLOutcome
    /// All rows of an answer; the statement bounds them.
    func rows(_ statement: SQLStatement, _ values: [SQLValue]) throws -> [SQLRow]
}

extension SQLSession {
    /// The first row; nil when there is none.
    package func first(_ statement: SQLStatement, _ values: [SQLValue]) throws -> SQLRow? {
        try rows(statement, values).first
    }
}

/// What a statement did.
package struct SQLOutcome: Sendable {
    /// Rows inserted, deleted, or found by an update.
    package let affectedRows: Int
    /// The number the last inserted row was given.
    package let insertedID: Int64
}
