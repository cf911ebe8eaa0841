/// What SQLite answered instead of doing what it was asked.
package struct SQLiteError: Error, Hashable, CustomStringConvertible {
    /// SQLite's primary result codes, and what this wrapper refuses itself.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: Int32

        package init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        /// A wrong statement, among others.
        package static let generic = Code(rawValue: 1)
        /// Another connection kept its lock for longer than the busy timeout.
        package static let busy = Code(rawValue: 5)
        /// A lock inside this process, as by a statement that is still being read.
        package static let locked = Code(rawValue: 6)
        package static let outOfMemory = Code(rawValue: 7)
        /// The file, or this connection, may only be read.
        package static let readOnly = Code(rawValue: 8)
        /// The task was cancelled; `SQLiteDatabase` turns this into `CancellationError`.
        package static let interrupted = Code(rawValue: 9)
        package static let inputOutput = Code(rawValue: 10)
        package static let corrupt = Code(rawValue: 11)
        /// The disk, or the page limit, is full.
        package static let full = Code(rawValue: 13)
        package static let cannotOpen = Code(rawValue: 14)
        /// A value or an answer beyond its limit.
        package static let tooBig = Code(rawValue: 18)
        /// A unique, foreign key, not null or check constraint; `extendedCode` says which.
        package static let constraint = Code(rawValue: 19)
        /// A column or value that does not have the wanted type.
        package static let mismatch = Code(rawValue: 20)
        /// The wrapper was called wrongly: a wrong number of values, two statements where one is allowed.
        package static let misuse = Code(rawValue: 21)
        package static let notADatabase = Code(rawValue: 26)
        /// The file was written by newer code, or its migrations are not the ones this code knows.
        package static let incompatibleSchema = Code(rawValue: -1)
    }

    package let code: Code
    /// SQLite's extended result code, such as 2067 for a unique constraint.
    package let extendedCode: Int32
    /// For the log only: it may name tables and columns, never values.
    package let message: String

    /// Creates an error from a primary or extended result code.
    package init(extendedCode: Int32, message: String) {
        code = Code(rawValue: extendedCode < 0 ? extendedCode : extendedCode & 0xFF)
        self.extendedCode = extendedCode
        self.message = message
    }

    package init(_ code: Code, _ message: String) {
        self.init(extendedCode: code.rawValue, message: message)
    }

    /// Whether the same transaction may succeed a moment later.
    package var isRetriable: Bool {
        code == .busy || code == .locked
    }

    /// Whether a row with the same key exists already.
    package var isUniqueViolation: Bool {
        extendedCode == 2067 || extendedCode == 1555
    }

    /// Whether a row that is referred to does not exist, or is still referred to.
    package var isForeignKeyViolation: Bool {
        extendedCode == 787
    }

    package var description: String {
        "SQLite \(extendedCode): \(message)"
    }
}
