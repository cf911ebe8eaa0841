import BoardService
import Configuration
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import SQLite
import ServiceKit
import TestSupport
import Testing

private let silentLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

@Suite struct BoardServiceTests {
    private func runtime(_ values: [String: String] = [:]) throws -> ServiceRuntime {
        try ServiceRuntime(
            name: "board-api",
            reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: values)),
            logger: silentLogger
        )
    }

    /// The service with its database kept open while `body` runs.
    private func withBoard(
        _ location: DatabaseLocation,
        isReady: Bool = true,
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let runtime = try runtime(["GIT_COMMIT": "abc123"])
        let keeper = DatabaseKeeper(location: location, logger: silentLogger, pause: .milliseconds(50))
        let router = runtime.makeRouter()
        BoardRoutes().add(to: router)
        ActuatorRoutes(runtime: runtime, health: [keeper.component]).add(to: router)
        let application = runtime.makeApplication(router: router, health: [keeper.component])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await keeper.run() }
            defer { group.cancelAll() }
            let deadline = ContinuousClock.now + .seconds(5)
            while isReady, keeper.database == nil, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(10))
            }
            try await application.test(.router) { try await body($0) }
        }
    }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    @Test func `with its database the service is up, ready and has a table of migrations`() async throws {
        try await withFolder { folder in
            let path = folder + "/board/board.sqlite"
            try await withBoard(.sqlite(path: path)) { client in
                for uri in [
                    "/health", "/health/ready", "/actuator/health", "/actuator/health/readiness",
                    "/actuator/health/liveness",
                ] {
                    try await client.execute(uri: uri, method: .get) { response in
                        #expect(response.status == .ok, "\(uri)")
                        #expect(String(buffer: response.body).contains(#""status":"UP""#))
                    }
                }
                try await client.execute(uri: "/actuator/health", method: .get) { response in
                    let text = String(buffer: response.body)
                    #expect(text.contains(#""database":{"status":"UP","details":{"kind":"sqlite""#))
                }
                try await client.execute(uri: "/actuator/info", method: .get) { response in
                    #expect(String(buffer: response.body).contains(#""git":{"commit":{"id":"abc123"}}"#))
                }
                try await client.execute(uri: "/actuator/prometheus", method: .get) { response in
                    #expect(response.headers[.contentType]?.hasPrefix("text/plain; version=0.0.4") == true)
                    #expect(String(buffer: response.body).contains("http_server_request_duration_seconds"))
                }
            }
            let database = try await SQLiteDatabase.open(SQLiteConfiguration(path: path))
            let tables = try await database.read { try $0.query("SELECT name FROM sqlite_schema").count }
            #expect(tables > 0)
            await database.close()
        }
    }

    @Test func `while its database is away the service lives and is not ready`() async throws {
        let configuration = try BoardConfiguration(
            reader: runtime(["DATABASE_URL": "mysql://u:geheim@127.0.0.1:1/board"]).reader,
            varDirectory: "var"
        )
        try await withBoard(configuration.database, isReady: false) { client in
            try await client.execute(uri: "/health/live", method: .get) { #expect($0.status == .ok) }
            try await client.execute(uri: "/actuator/health/liveness", method: .get) { #expect($0.status == .ok) }
            try await client.execute(uri: "/health/ready", method: .get) { #expect($0.status == .serviceUnavailable) }
            try await client.execute(uri: "/actuator/health/readiness", method: .get) { response in
                #expect(response.status == .serviceUnavailable)
                #expect(String(buffer: response.body) == #"{"status":"OUT_OF_SERVICE"}"#)
            }
            try await client.execute(uri: "/health", method: .get) { response in
                #expect(response.status == .serviceUnavailable && !String(buffer: response.body).contains("geheim"))
            }
        }
    }

    @Test func `a file that is no database ends the service`() async throws {
        try await withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = folder + "/board.sqlite"
            try Data(String(repeating: "no database ", count: 100).utf8).write(to: URL(fileURLWithPath: path))
            let keeper = DatabaseKeeper(location: .sqlite(path: path), logger: silentLogger)
            await #expect(throws: SQLiteError.self) { try await keeper.run() }
        }
    }

    @Test func `every path of the address book answers that it is still to come`() async throws {
        let runtime = try runtime()
        let router = runtime.makeRouter()
        BoardRoutes().add(to: router)
        try await runtime.makeApplication(router: router).test(.router) { client in
            for operation in PlannedOperation.all {
                let uri = operation.path.replacing("{post}", with: "1").replacing("{comment}", with: "2").replacing(
                    "{attachment}",
                    with: "3"
                )
                try await client.execute(uri: uri, method: operation.method) { response in
                    #expect(
                        response.status == .notImplemented
                            && response.headers[.contentType] == "application/problem+json"
                    )
                    #expect(String(buffer: response.body).contains(operation.refusal))
                }
            }
            try await client.execute(uri: "/api/board/posts", method: .put) { response in
                #expect(response.status == .methodNotAllowed && response.headers[.allow] == "GET, HEAD, POST")
            }
            try await client.execute(uri: "/api/board/nothing", method: .get) { #expect($0.status == .notFound) }
            try await client.execute(uri: "/openapi.json", method: .get) { response in
                let document = try #require(
                    try JSONSerialization.jsonObject(with: Data(response.body.readableBytesView)) as? [String: Any]
                )
                let paths = try #require(document["paths"] as? [String: [String: Any]])
                #expect(paths.values.map(\.count).reduce(0, +) == PlannedOperation.all.count)
            }
        }
    }

    @Test(arguments: [
        ("sqlite:board.sqlite", "sqlite:board.sqlite"), ("sqlite:/srv/b.sqlite", "sqlite:/srv/b.sqlite"),
        ("sqlite:///srv/b.sqlite", "sqlite:/srv/b.sqlite"), ("", "sqlite:data/board/board.sqlite"),
        ("mysql://u:p@db:3307/board", "mysql://u@db:3307/board?tls=preferred"),
    ]) func `a database URL names the place`(url: String, place: String) throws {
        let configuration = try BoardConfiguration(reader: runtime(["DATABASE_URL": url]).reader, varDirectory: "data")
        #expect(configuration.database.description == place)
    }

    @Test(arguments: ["postgres://u@h/db", "sqlite:", "mysql://h", "board.sqlite"])
    func `any other database URL is refused`(url: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try BoardConfiguration(reader: runtime(["DATABASE_URL": url]).reader, varDirectory: "var")
        }
        #expect(error?.key == "DATABASE_URL")
    }

    @Test func `service env names exactly the keys that are read, with their defaults`() throws {
        let file = try SettingsFile(service: "board-api")
        let reads = KeyRecorder()
        let reader = ConfigReader(
            provider: EnvironmentVariablesProvider(environmentVariables: file.values),
            accessReporter: reads
        )
        let common = try CommonConfiguration(reader: reader, defaultPort: 0)
        let board = try BoardConfiguration(reader: reader, varDirectory: common.varDirectory)
        #expect(reads.keys == Set(file.values.keys))
        #expect(common.port == ServicePort.standard(for: "board-api"))
        #expect(board.database.description == "sqlite:var/board/board.sqlite")
    }
}
