import Foundation
import Synchronization

/// A private redis-server on a free port of the loopback address, with its files in a directory of its own.
package final class RedisServerFixture: Sendable {
    /// How the server is set up.
    package struct Options: Sendable {
        /// The password of the default user; nil needs none.
        package var password: String?
        /// Lines such as `user alice on >secret ~* +@all`.
        package var accessRules: [String] = []
        /// Serves TLS only.
        package var usesTLS = false
        /// The port of the master this server copies.
        package var replicaOf: Int?
        /// Runs as a sentinel with further lines of `configuration`.
        package var isSentinel = false
        /// Further lines of the configuration file.
        package var configuration: [String] = []

        package init() {}
    }

    package let port: Int
    package let options: Options
    /// The authority and certificate, with TLS only.
    package let certificates: TestCertificates?
    package let directory: TemporaryDirectory

    private let process = Mutex<ServerProcess?>(nil)

    /// Whether redis-server is installed.
    package static var isAvailable: Bool { ServerProcess.find("redis-server") != nil }

    /// Starts a server and waits until it serves.
    package init(_ options: Options = Options()) async throws {
        self.options = options
        port = try FreePort.next()
        directory = try TemporaryDirectory(prefix: "redis")
        certificates = options.usesTLS ? try await TestCertificates(in: directory) : nil
        try directory.write(configurationLines.joined(separator: "\n") + "\n", to: "redis.conf")
        try await start()
    }

    /// Scheme, address and port, without credentials.
    package var url: String { "\(options.usesTLS ? "rediss" : "redis")://127.0.0.1:\(port)" }

    /// The URL with the default user's password and the authority's file where there are any.
    package var urlWithCredentials: String {
        let user = options.password.map { ":\($0)@" } ?? ""
        let parameters = certificates.map { "?ca=\($0.authority)" } ?? ""
        return url.replacingOccurrences(of: "://", with: "://\(user)") + parameters
    }

    package var isRunning: Bool { process.withLock { $0?.isRunning ?? false } }

    /// What the server has written since its last start.
    package var log: String { process.withLock { $0?.log } ?? "" }

    /// Starts the server on the same port with the same files, and waits until it serves.
    package func start() async throws {
        let server = try ServerProcess(
            "redis-server",
            [directory.file("redis.conf")] + (options.isSentinel ? ["--sentinel"] : []),
            directory: directory.path,
            logFile: directory.file("redis.log"),
        )
        process.withLock { $0 = server }
        try await server.waitUntilReady {
            FreePort.isOpen(port) && (options.isSentinel || server.log.contains("Ready to accept connections"))
        }
    }

    /// Ends the server as a crash does (SIGKILL); what it had not saved is lost.
    package func kill() async throws {
        guard let server = process.withLock({ $0 }) else { return }
        server.kill()
        try await server.waitForExit()
    }

    /// Asks the server to end, and waits.
    package func stop() async throws {
        try await process.withLock { $0 }?.stop()
    }

    /// Freezes the server: connections stay open and nothing is answered.
    package func suspend() { process.withLock { $0?.suspend() } }

    /// Lets a frozen server go on.
    package func resume() { process.withLock { $0?.resume() } }

    private var configurationLines: [String] {
        var lines = [
            "bind 127.0.0.1", "protected-mode no", "dir \(directory.path)", "daemonize no",
            options.usesTLS ? "port 0" : "port \(port)",
        ]
        if !options.isSentinel { lines += ["save \"\"", "appendonly no", "repl-diskless-sync-delay 0"] }
        if let certificates {
            lines += [
                "tls-port \(port)", "tls-cert-file \(certificates.certificate)", "tls-key-file \(certificates.key)",
                "tls-ca-cert-file \(certificates.authority)", "tls-auth-clients no",
            ]
        }
        if let password = options.password { lines += ["requirepass \(password)", "masterauth \(password)"] }
        if let master = options.replicaOf { lines.append("replicaof 127.0.0.1 \(master)") }
        return lines + options.accessRules + options.configuration
    }
}

/// Runs `body` with a server that exists as long as it runs.
package func withRedisServer<Value>(
    _ options: RedisServerFixture.Options = .init(),
    _ body: (RedisServerFixture) async throws -> Value
) async throws -> Value {
    let server = try await RedisServerFixture(options)
    let result: Result<Value, any Error>
    do {
        result = .success(try await body(server))
    } catch {
        result = .failure(error)
    }
    server.resume()
    try await server.kill()
    return try result.get()
}
