/// Where Redis is and within which limits it is used.
///
/// The text forms leave out user names and passwords.
package struct RedisConfiguration: Sendable {
    /// The address of a server or sentinel.
    package struct Address: Sendable, Hashable, CustomStringConvertible {
        package let host: String
        package let port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    }

    /// How the server is found.
    package enum Endpoint: Sendable, Equatable {
        /// The server at a fixed address.
        case server(Address)
        /// The present master of `service`, as the sentinels name it.
        case sentinels([Address], service: String)
    }

    /// How the server is found.
    package let endpoint: Endpoint
    /// The logical database, selected on every connection.
    package let database: Int
    /// Whether the connection (to sentinels too) is encrypted and the certificate verified.
    package let usesTLS: Bool
    /// A PEM file of the only certificate authorities to trust; nil trusts the system's.
    package let certificateAuthorityFile: String?
    let credentials: RedisCredentials?
    let sentinelCredentials: RedisCredentials?

    /// Limit for name resolution, TCP, TLS and log-in together.
    package var connectTimeout: Duration = .seconds(2)
    /// Limit from the call to the reply of a command that brings no limit of its own.
    package var commandTimeout: Duration = .seconds(2)
    /// How long a command waits for a connection that is being made; while Redis is known to be down it fails at once.
    package var connectionWait: Duration = .milliseconds(250)
    /// Shown by `CLIENT LIST`; without spaces.
    package var clientName: String?
    /// Limit of commands without a reply, waiting or sent.
    package var maximumPendingCommands = 32_768
    /// Limit of their encoded size in bytes.
    package var maximumPendingBytes = 64 << 20
}

extension RedisConfiguration: CustomStringConvertible, CustomDebugStringConvertible {
    /// Scheme, addresses, service and database.
    package var description: String {
        let scheme = usesTLS ? "rediss" : "redis"
        switch endpoint {
        case .server(let address):
            return "\(scheme)://\(address)/\(database)"
        case .sentinels(let addresses, let service):
            let list = addresses.map(\.description).joined(separator: ",")
            return "\(scheme)+sentinel://\(list)/\(service)/\(database)"
        }
    }

    package var debugDescription: String { description }
}

/// A user name and password that no text form, mirror or dump reveals.
struct RedisCredentials: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// nil is the default user.
    let username: String?
    let password: String

    /// The command that logs in.
    var command: RedisCommand {
        guard let username else { return RedisCommand("AUTH", .string(password)) }
        return RedisCommand("AUTH", .string(username), .string(password))
    }

    var description: String { "<redacted>" }
    var debugDescription: String { "<redacted>" }
    var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
