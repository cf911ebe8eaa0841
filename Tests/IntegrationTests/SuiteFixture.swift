import Core
import Curl
import Foundation
import Logging
import Redis
import TestSupport
import Testing

/// All integration tests: real binaries beside a real Redis, one after the other.
@Suite(
    .serialized,
    .enabled(if: SuiteFixture.isAvailable, "needs redis-server and the release binaries (TTAREUNGI_BIN)")
)
enum IntegrationTests {}

/// The suite's processes on ports and folders of their own.
final class SuiteFixture: Sendable {
    let redis: RedisServerFixture
    let directory: TemporaryDirectory
    let client = HTTPClient()

    static var binaries: String {
        ProcessInfo.processInfo.environment["TTAREUNGI_BIN"] ?? ".build/release"
    }

    static var isAvailable: Bool {
        RedisServerFixture.isAvailable
            && ["collector", "predictor", "gateway"].allSatisfy {
                FileManager.default.isExecutableFile(atPath: "\(binaries)/\($0)")
            }
    }

    init() async throws {
        redis = try await RedisServerFixture()
        directory = try TemporaryDirectory(prefix: "suite")
    }

    /// Starts a service and waits until it lives. Its settings are those given, beside port, folder and Redis.
    func start(_ name: String, _ settings: [String: String] = [:], replica: Int = 1) async throws -> RunningService {
        let port = try FreePort.next()
        var environment = [
            "PORT": "\(port)", "VAR_DIR": directory.file("\(name)-\(replica)"), "REDIS_URL": redis.url,
            "HISTORY_URL": directory.file("history"), "LOG_LEVEL": "debug", "SEOUL_API_KEY": "", "GBFS_URL": "",
            "CLOCK": "",
        ]
        environment.merge(settings) { $1 }
        let process = try ServerProcess(
            "\(Self.binaries)/\(name)",
            ["serve"],
            environment: environment,
            directory: directory.path,
            logFile: directory.file("\(name)-\(replica)-\(port).log")
        )
        let service = RunningService(name: name, port: port, process: process, client: client)
        try await process.waitUntilReady("answers /health/live", within: .seconds(60)) {
            (try? await service.get("/health/live").status) == 200
        }
        return service
    }

    /// Starts all five, the gateway last and pointed at the others.
    func startAll(
        collector: [String: String] = [:],
        predictor: [String: String] = [:]
    ) async throws -> WholeSuite {
        let collector = try await start("collector", collector)
        let predictor = try await start("predictor", predictor)
        let rag = try await start("rag-api")
        let board = try await start("board-api")
        let addresses = [
            "COLLECTOR_URL": collector.url, "PREDICTOR_URL": predictor.url, "RAG_API_URL": rag.url,
            "BOARD_API_URL": board.url,
        ]
        let gateway = try await start("gateway", addresses)
        try await waitUntil("forecasts are served through the gateway", within: .seconds(60)) {
            (try? await gateway.get("/api/predictions").status) == 200
        }
        return WholeSuite(collector: collector, predictor: predictor, rag: rag, board: board, gateway: gateway)
    }

    /// A Redis client for the test's own questions.
    func withRedis<Value: Sendable>(_ body: @Sendable (RedisClient) async throws -> Value) async throws -> Value {
        let client = RedisClient(configuration: try RedisConfiguration(url: redis.url), logger: .init(label: "test"))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.run() }
            defer { group.cancelAll() }
            try await waitUntil("the test's Redis client is connected") { client.isConnected }
            return try await body(client)
        }
    }
}

/// The five services.
struct WholeSuite: Sendable {
    let collector, predictor, rag, board, gateway: RunningService

    /// In the order in which they are stopped.
    var all: [RunningService] { [gateway, board, rag, predictor, collector] }
}

/// A service that was started, and its answers.
struct RunningService: Sendable {
    let name: String
    let port: Int
    let process: ServerProcess
    let client: HTTPClient

    var url: String { "http://127.0.0.1:\(port)" }

    func get(_ path: String, headers: HTTPClientHeaders = HTTPClientHeaders()) async throws
        -> HTTPClientCollectedResponse
    {
        try await send("GET", path, headers: headers)
    }

    func send(
        _ method: String,
        _ path: String,
        headers: HTTPClientHeaders = HTTPClientHeaders(),
        body: [UInt8]? = nil
    ) async throws -> HTTPClientCollectedResponse {
        let request = HTTPClientRequest(
            method: method,
            url: url + path,
            headers: headers,
            body: body.map { .bytes($0) } ?? .none,
            timeout: .seconds(10)
        )
        return try await client.fetch(request, maximumBytes: 32 << 20)
    }

    /// An answer's JSON object, whatever its status.
    func json(_ path: String) async throws -> [String: Any] {
        let body = try await get(path).body
        return try #require(JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
    }

    /// The status word of `/health`.
    func health() async throws -> String {
        try await json("/health")["status"] as? String ?? ""
    }

    /// One component of `/health`.
    func component(_ name: String) async throws -> [String: Any] {
        let components = try await json("/health")["components"] as? [String: Any]
        return components?[name] as? [String: Any] ?? [:]
    }

    /// The value of a metric with exactly these labels, e.g. `collector_polls_total{result="live"}`; 0 when there is none.
    func metric(_ series: String) async throws -> Double {
        let text = String(decoding: try await get("/metrics").body, as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix(series + " ") }
        return line.flatMap { $0.split(separator: " ").last }.flatMap { Double($0) } ?? 0
    }

    /// Stations in the answer to `/api/stations`.
    func stationCount() async throws -> Int {
        (try await json("/api/stations?fields=station_id")["stations"] as? [Any])?.count ?? -1
    }

    /// Source's time of the live snapshot.
    func observedAt() async throws -> String {
        (try await json("/api/stations?limit=1")["snapshot"] as? [String: Any])?["observed_at"] as? String ?? ""
    }

    func stop() async throws {
        try await process.stop(within: .seconds(20))
    }
}
