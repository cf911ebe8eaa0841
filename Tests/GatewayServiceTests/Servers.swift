import Configuration
import Curl
import GatewayService
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceKit
import ServiceLifecycle
import TestSupport

let silentLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

struct TestFailure: Error {
    let reason: String
}

/// Serves `makeApplication`'s application on a free port while `body` runs.
func withServer<App: ApplicationProtocol, T: Sendable>(
    _ makeApplication: (@escaping @Sendable (Int) async -> Void) -> App,
    _ body: @Sendable (Int) async throws -> T
) async throws -> T {
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let application = makeApplication { port in continuation.yield(port) }
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            // Ends when it is cancelled; what it says then is of no interest.
            try? await application.run()
            continuation.finish()
        }
        defer { group.cancelAll() }
        var iterator = ports.makeAsyncIterator()
        guard let port = await iterator.next() else { throw TestFailure(reason: "the server did not start") }
        return try await body(port)
    }
}

/// A service played by a router.
func withUpstream<T: Sendable>(
    _ router: Router<BasicRequestContext>,
    _ body: @Sendable (String) async throws -> T
) async throws -> T {
    try await withServer { onRunning in
        Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { await onRunning($0.localAddress?.port ?? 0) },
            logger: silentLogger
        )
    } _: { port in
        try await body("http://127.0.0.1:\(port)")
    }
}

/// The gateway on a free port, all services at `upstream` unless `settings` say otherwise.
func withGateway<T: Sendable>(
    upstream: String = "http://127.0.0.1:1",
    settings: [String: String] = [:],
    certificates: TestCertificates? = nil,
    _ body: @Sendable (TestGateway) async throws -> T
) async throws -> T {
    // Nobody's Redis: what another run counted there would be held against this one.
    var values = ["WEB_DIR": "/nonexistent", "LEAFLET_DIR": "/nonexistent", "REDIS_URL": "redis://127.0.0.1:1"]
    for service in UpstreamService.allCases { values[service.settingName] = upstream }
    values["TLS_CERT_FILE"] = certificates?.certificate
    values["TLS_KEY_FILE"] = certificates?.key
    values.merge(settings) { $1 }
    let reader = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: values))
    let runtime = try ServiceRuntime(name: "gateway", reader: reader, logger: silentLogger)
    let gateway = try await Gateway(runtime: runtime, configuration: GatewayConfiguration(reader: reader))
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let server = gateway.server(port: 0) { port in continuation.yield(port) }
    let group = runtime.makeServiceGroup(gateway.services + [server])
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask {
            // Ends when it is told to; what it says then is of no interest.
            try? await group.run()
            continuation.finish()
        }
        var iterator = ports.makeAsyncIterator()
        guard let port = await iterator.next() else { throw TestFailure(reason: "the gateway did not start") }
        do {
            let result = try await body(
                TestGateway(port: port, metrics: runtime.metrics, authority: certificates?.authority)
            )
            await group.triggerGracefulShutdown()
            return result
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
    }
}

struct TestGateway: Sendable {
    let port: Int
    let metrics: PrometheusRegistry
    /// Who signed its certificate, where it speaks TLS.
    var authority: String?
    let client: HTTPClient

    init(port: Int, metrics: PrometheusRegistry, authority: String? = nil) {
        self.port = port
        self.metrics = metrics
        self.authority = authority
        client = HTTPClient(configuration: HTTPClientConfiguration(caFile: authority, bufferBytes: 64 * 1024))
    }

    func url(_ path: String) -> String { "\(authority == nil ? "http" : "https")://127.0.0.1:\(port)\(path)" }

    /// What it counts, as Prometheus reads it.
    var counted: String { String(decoding: metrics.exposition(), as: UTF8.self) }

    func fetch(
        _ path: String,
        method: String = "GET",
        headers: HTTPClientHeaders = [:],
        body: HTTPClientRequest.Body = .none
    ) async throws -> HTTPClientCollectedResponse {
        try await client.fetch(
            HTTPClientRequest(method: method, url: url(path), headers: headers, body: body),
            maximumBytes: 8 << 20
        )
    }

    var metricsText: String { String(decoding: metrics.exposition(), as: UTF8.self) }

    /// Sends bytes, more when the answer's head has come, and returns all up to `end`, or what has come after 20 s.
    func talk(_ first: String, then second: String, until end: String) async throws -> String {
        let channel = try await connect()
        let limit = channel.channel.eventLoop.scheduleTask(in: .seconds(20)) { [channel = channel.channel] in
            channel.close(promise: nil)
        }
        defer { limit.cancel() }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: first))
            var answer = ""
            var hasSpoken = false
            for try await part in inbound {
                answer += String(buffer: part)
                if !hasSpoken, answer.contains("\r\n\r\n") {
                    hasSpoken = true
                    try await outbound.write(ByteBuffer(string: second))
                }
                if answer.hasSuffix(end) { break }
            }
            return answer
        }
    }

    /// The same from a client that says at once that nothing more comes.
    func halfClosed(_ text: String) async throws -> ByteBuffer {
        let channel = try await connect()
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            outbound.finish()
            var answer = ByteBuffer()
            for try await part in inbound { answer.writeImmutableBuffer(part) }
            return answer
        }
    }

    private func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        let tls = try authority.map { try NIOSSLContext(configuration: .trusting($0, protocols: [])) }
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        let handler = try NIOSSLClientHandler(context: tls, serverHostname: nil)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true)
                    )
                }
            }
    }

    /// Sends bytes as they are and returns all that comes until the server closes; for what no HTTP client would send.
    func raw(_ text: String) async throws -> String {
        let channel = try await connect()
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var answer = ByteBuffer()
            for try await part in inbound { answer.writeImmutableBuffer(part) }
            return String(buffer: answer)
        }
    }
}

extension HTTPClientCollectedResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension TLSConfiguration {
    /// Of a client that trusts the authority in a file alone.
    static func trusting(_ authority: String, protocols: [String]) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(authority)
        configuration.applicationProtocols = protocols
        return configuration
    }
}
