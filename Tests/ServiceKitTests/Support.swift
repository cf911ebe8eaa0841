import Configuration
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceKit
import ServiceLifecycle
import Synchronization
import Testing

/// A runtime with nothing but these settings, silent unless given a logger.
func makeRuntime(
    _ settings: [String: String] = [:],
    name: String = "collector",
    logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
) throws -> ServiceRuntime {
    try ServiceRuntime(name: name, reader: reader(settings), logger: logger)
}

func reader(_ settings: [String: String]) -> ConfigReader {
    ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: settings))
}

/// Lines written by a ``StructuredLogHandler``.
final class CapturedLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func logger(
        format: LogFormat = .json,
        level: Logger.Level = .trace,
        provider: Logger.MetadataProvider? = nil
    ) -> Logger {
        Logger(label: "test") { _ in
            StructuredLogHandler(
                service: "collector",
                version: "0.1.0",
                format: format,
                level: level,
                metadataProvider: provider,
                write: { bytes in
                    self.lines.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
                }
            )
        }
    }
}

/// Runs the service on a free port of the loopback address, calls `body` with the port, then stops it gracefully.
func withLiveService(
    _ runtime: ServiceRuntime,
    router: Router<AppRequestContext>,
    health: [any HealthComponent] = [],
    hotAnswers: (any HotAnswerSource)? = nil,
    services: [any Service] = [],
    _ body: (Int) async throws -> Void
) async throws {
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let application = runtime.makeApplication(
        router: router,
        health: health,
        hotAnswers: hotAnswers,
        host: "127.0.0.1",
        port: 0
    ) { port in
        continuation.yield(port)
    }
    let group = runtime.makeServiceGroup(application, services: services)
    let running = Task { try await group.run() }
    do {
        var iterator = ports.makeAsyncIterator()
        try await body(try #require(await iterator.next()))
        await group.triggerGracefulShutdown()
    } catch {
        await group.triggerGracefulShutdown()
        throw error
    }
    try await running.value
}

/// Sends `text` over a plain TCP connection and returns everything until the server closes it.
func exchange(_ text: String, port: Int) async throws -> String {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
    return try await channel.executeThenClose { inbound, outbound in
        try await outbound.write(ByteBuffer(string: text))
        var answer = ""
        for try await part in inbound {
            answer += String(buffer: part)
        }
        return answer
    }
}

extension HTTPField.Name {
    static var requestID: HTTPField.Name { get throws { try #require(HTTPField.Name("x-request-id")) } }
    static var traceparent: HTTPField.Name { get throws { try #require(HTTPField.Name("traceparent")) } }
}
