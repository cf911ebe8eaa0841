/// What the database, or the connection to it, answered instead of doing what it was asked.
package struct MariaDBError: Error, Hashable, CustomStringConvertible {
    /// The kinds of failure that callers tell apart.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// No server answers at the address.
        package static let unreachable = Code(rawValue: "unreachable")
        /// The connection broke, or the server did not answer within the time limit.
        package static let connectionLost = Code(rawValue: "connection lost")
        /// The server takes no more connections, or is shutting down.
        package static let overloaded = Code(rawValue: "overloaded")
        package static let accessDenied = Code(rawValue: "access denied")
        /// The encrypted connection could not be set up or the certificate is not trusted.
        package static let tls = Code(rawValue: "tls")
        package static let deadlock = Code(rawValue: "deadlock")
        package static let lockWaitTimeout = Code(rawValue: "lock wait timeout")
        package static let duplicateKey = Code(rawValue: "duplicate key")
        package static let foreignKey = Code(rawValue: "foreign key")
        /// The server may only be read, as after a failover.
        package static let readOnly = Code(rawValue: "read only")
        /// A value or an answer beyond its limit.
        package static let tooBig = Code(rawValue: "too big")
        /// The statement is wrong: syntax, unknown table or column, a value that does not fit.
        package static let statement = Code(rawValue: "statement")
        /// A column that does not exist or does not have the wanted type.
        package static let mismatch = Code(rawValue: "mismatch")
        /// The wrapper was called wrongly.
        package static let misuse = Code(rawValue: "misuse")
        /// The schema was made by newer code, or by other migrations than this code knows.
        package static let incompatibleSchema = Code(rawValue: "incompatible schema")
        /// The settings make no sense.
        package static let configuration = Code(rawValue: "configuration")
    }

    package let code: Code
    /// The number of MariaDB's or the client library's error; 0 for errors of this wrapper.
    package let errno: UInt32
    /// Five characters, such as `40001`; `00000` for errors of this wrapper.
    package let sqlState: String
    /// For the log only. Values that the server quotes are left out.
    package let message: String

    /// Creates an error of the wrapper itself.
    package init(_ code: Code, _ message: String) {
        self.code = code
        errno = 0
        sqlState = "00000"
        self.message = message
    }

    /// Creates an error from what the server or the client library says.
    package init(errno: UInt32, sqlState: String, message: String) {
        code = Code(errno: errno)
        self.errno = errno
        self.sqlState = sqlState
        self.message = MariaDBError.withoutValues(message, errno: errno)
    }

    /// Whether the same transaction may succeed a moment later, on this connection or another.
    package var isRetriable: Bool {
        switch code {
        case .unreachable, .connectionLost, .overloaded, .deadlock, .lockWaitTimeout, .readOnly: true
        default: false
        }
    }

    /// Whether the server took the transaction back for another one, so that it is safe to run it again.
    package var isConflict: Bool {
        code == .deadlock || code == .lockWaitTimeout
    }

    /// Whether the connection is of no further use.
    var breaksConnection: Bool {
        switch code {
        case .unreachable, .connectionLost, .overloaded, .tls: true
        default: errno == 1153 || (2_000..<3_000).contains(errno)
        }
    }

    /// "Duplicate entry 'a@example.org' for key 'email'" keeps the key alone.
    private static func withoutValues(_ message: String, errno: UInt32) -> String {
        guard [1_062, 1_292, 1_366, 1_411, 1_586].contains(errno) else { return message }
        let place = message.ranges(of: " for ").last.map { message[$0.lowerBound...] } ?? ""
        return "a value was refused\(place)"
    }

    package var description: String {
        errno == 0 ? "\(code.rawValue): \(message)" : "\(code.rawValue) (\(errno), \(sqlState)): \(message)"
    }
}

extension MariaDBError.Code {
    fileprivate init(errno: UInt32) {
        self =
            switch errno {
            case 2_002, 2_003, 2_005: .unreachable
            case 2_006, 2_013, 2_014, 2_027, 2_055, 1_927, 4_031: .connectionLost
            case 1_040, 1_053, 1_129, 1_203, 1_226: .overloaded
            case 1_044, 1_045, 1_142, 1_143, 1_698: .accessDenied
            case 2_026: .tls
            case 1_213: .deadlock
            case 1_205: .lockWaitTimeout
            case 1_062, 1_586: .duplicateKey
            case 1_216, 1_217, 1_451, 1_452: .foreignKey
            case 1_290, 1_792, 1_836: .readOnly
            case 1_153, 1_301, 2_020: .tooBig
            default: .statement
            }
    }
}
