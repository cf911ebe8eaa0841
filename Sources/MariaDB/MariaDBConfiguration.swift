package import Blocking
import FoundationEssentials

/// Where the database is and how patiently it is asked. Its description never shows the password.
package struct MariaDBConfiguration: Sendable {
    /// How the connection is protected.
    package enum TLS: String, Sendable {
        /// Encrypted, and the server's certificate and name are verified.
        case required
        /// Encrypted without verification when the server offers it: for servers on the same machine. To a MySQL 8 that
        /// does not offer it the client library may send the password as it is, and is refused.
        case preferred
        /// Not encrypted, but for the password, with a key of the server's or as a proof.
        case disabled
    }

    /// What a transaction sees of others.
    package enum Isolation: String, Sendable {
        /// One state throughout, for reads that take no locks.
        case repeatableRead = "REPEATABLE READ"
        /// For each statement what was committed before it; takes fewer locks.
        case readCommitted = "READ COMMITTED"
    }

    package var host: String
    package var port: Int
    package var user: String
    package var password: String
    package var database: String
    /// A Unix socket, used instead of host and port.
    package var socket: String?
    package var tls: TLS
    /// A PEM file of the authorities to trust; without one, the system's.
    package var certificateAuthorities: String?
    /// Whole seconds are used, at least one; the same for the two below.
    package var connectTimeout: Duration = .seconds(5)
    /// How long the server may be silent while an answer is awaited.
    package var readTimeout: Duration = .seconds(10)
    package var writeTimeout: Duration = .seconds(10)
    package var isolation = Isolation.repeatableRead
    /// Whether a statement outside `transaction` is one of its own. Without, there is nothing but transactions on the
    /// connection, and none has to be begun with a round trip.
    package var autocommits = true
    /// Of a pool. Its connections are shared between transactions, half of them, and all else; each has at least one.
    package var poolLimits = ResourcePoolLimits(maximum: 8)
    /// Prepared statements that a connection keeps; the server counts them against `max_prepared_stmt_count`.
    package var statementCacheLimit = 64

    /// Reads `mysql://user:password@host:port/database`, with `tls=required|preferred|disabled`, `ca=/path` and
    /// `socket=/path` as optional parameters; special characters are percent-encoded. Throws `configuration`.
    package init(url: String) throws(MariaDBError) {
        guard let parts = URLComponents(string: url), ["mysql", "mariadb"].contains(parts.scheme) else {
            throw MariaDBError(.configuration, "the database URL does not begin with mysql://")
        }
        host = parts.host.flatMap { $0.isEmpty ? nil : $0 } ?? "127.0.0.1"
        port = parts.port ?? 3_306
        user = parts.user ?? ""
        password = parts.password ?? ""
        database = String(parts.path.dropFirst())
        tls = .preferred
        guard !user.isEmpty, !database.isEmpty, !database.contains("/"), (1...65_535).contains(port) else {
            throw MariaDBError(.configuration, "the database URL needs a user, a port up to 65535 and one database")
        }
        for item in parts.queryItems ?? [] {
            try set(item.name, item.value ?? "")
        }
    }

    private mutating func set(_ name: String, _ value: String) throws(MariaDBError) {
        switch name {
        case "tls":
            guard let mode = TLS(rawValue: value) else {
                throw MariaDBError(.configuration, "tls in the database URL is required, preferred or disabled")
            }
            tls = mode
        case "ca": certificateAuthorities = value
        case "socket": socket = value
        default: throw MariaDBError(.configuration, "the database URL has an unknown parameter \(name)")
        }
    }
}

extension MariaDBConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        "mysql://\(user)@\(socket ?? "\(host):\(port)")/\(database)?tls=\(tls.rawValue)"
    }

    package var debugDescription: String { description }

    /// `dump` and the like would find the password otherwise.
    package var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}
