import NIOCore
import NIOSSL

/// Finds the server, connects and logs in.
struct RedisConnector {
    private let configuration: RedisConfiguration
    private let eventLoop: any EventLoop
    private let tls: NIOSSLContext?
    /// Asked in this order; the one that answered last comes first.
    private var sentinels: [RedisConfiguration.Address]

    /// Throws `.invalidConfiguration` when the certificate authorities cannot be read.
    init(configuration: RedisConfiguration, eventLoop: any EventLoop) throws(RedisError) {
        self.configuration = configuration
        self.eventLoop = eventLoop
        tls = try configuration.usesTLS ? Self.makeTLS(configuration.certificateAuthorityFile) : nil
        sentinels = if case .sentinels(let addresses, _) = configuration.endpoint { addresses } else { [] }
    }

    /// A connection that has answered and is logged in.
    mutating func connect() async throws(RedisError) -> RedisConnection {
        switch configuration.endpoint {
        case .server(let address):
            return try await connect(to: address, mustBeMaster: false)
        case .sentinels(_, let service):
            return try await connect(to: try await master(of: service), mustBeMaster: true)
        }
    }

    private func connect(
        to address: RedisConfiguration.Address,
        mustBeMaster: Bool
    ) async throws(RedisError) -> RedisConnection {
        try await session(address) { connection, deadline throws(RedisError) in
            try await logIn(connection, mustBeMaster: mustBeMaster, before: deadline)
            return connection
        }
    }

    /// Asks one sentinel after the other.
    private mutating func master(of service: String) async throws(RedisError) -> RedisConfiguration.Address {
        var lastError = RedisError(.notConnected, "no sentinel was asked")
        for (index, sentinel) in sentinels.enumerated() where !Task.isCancelled {
            do throws(RedisError) {
                let address = try await session(sentinel) { connection, deadline throws(RedisError) in
                    defer { connection.close() }
                    return try await ask(connection, for: service, before: deadline)
                }
                sentinels.swapAt(0, index)
                return address
            } catch {
                lastError = error
            }
        }
        throw lastError
    }

    /// Opens a connection and closes it again when `body` fails; one deadline for both.
    private func session<Value: Sendable>(
        _ address: RedisConfiguration.Address,
        body: (RedisConnection, NIODeadline) async throws(RedisError) -> Value
    ) async throws(RedisError) -> Value {
        let deadline = NIODeadline.now() + TimeAmount(configuration.connectTimeout)
        let connection = try await RedisConnection.open(
            to: address,
            configuration: configuration,
            tls: tls,
            on: eventLoop,
        )
        do throws(RedisError) {
            return try await body(connection, deadline)
        } catch {
            connection.close()
            throw RedisError(.notConnected, "\(address): \(error.message)", underlying: error)
        }
    }

    private func logIn(
        _ connection: RedisConnection,
        mustBeMaster: Bool,
        before deadline: NIODeadline
    ) async throws(RedisError) {
        var required: [RedisCommand] = []
        if let credentials = configuration.credentials { required.append(credentials.command) }
        if configuration.database != 0 { required.append(RedisCommand("SELECT", .integer(configuration.database))) }
        if mustBeMaster { required.append(RedisCommand("ROLE")) }
        // The answer to PING, whatever it is, shows that a Redis listens; a name may be forbidden by the ACL.
        var optional = [RedisCommand("PING")]
        if let name = configuration.clientName {
            optional.append(RedisCommand("CLIENT", "SETNAME", .string(name)))
        }
        let replies = try await connection.execute(required + optional, before: deadline)
        for case .error(let text) in replies.prefix(required.count) { throw .server(text) }
        if mustBeMaster, replies[required.count - 1].array?.first?.string != "master" {
            throw RedisError(.notConnected, "the server that the sentinel named is not a master")
        }
    }

    private func ask(
        _ connection: RedisConnection,
        for service: String,
        before deadline: NIODeadline
    ) async throws(RedisError) -> RedisConfiguration.Address {
        var commands = [RedisCommand("SENTINEL", "GET-MASTER-ADDR-BY-NAME", .string(service))]
        if let credentials = configuration.sentinelCredentials { commands.insert(credentials.command, at: 0) }
        let replies = try await connection.execute(commands, before: deadline)
        for case .error(let text) in replies { throw .server(text) }
        guard
            let answer = replies.last?.array, answer.count == 2,
            let host = answer[0].string, let port = answer[1].int
        else {
            throw RedisError(.notConnected, "the sentinel knows no master of the service")
        }
        return .init(host: host, port: port)
    }

    private static func makeTLS(_ certificateAuthorityFile: String?) throws(RedisError) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.shutdownTimeout = .milliseconds(500)
        if let certificateAuthorityFile { configuration.trustRoots = .file(certificateAuthorityFile) }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            let message = "the certificate authorities cannot be read: \(error)"
            throw RedisError(.invalidConfiguration, message, underlying: error)
        }
    }
}
