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

@Suite struct BoardServiceTests {
    private func runtime(_ values: [String: String] = [:]) throws -> ServiceRuntime {
        try ServiceRuntime(
            name: "board-api",
            reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: values)),
            logger: silentLogger
        )
    }

    @Test func `with its database the service is up, ready and describes itself`() async throws {
        try await withTemporaryDirectory { folder in
            let url = "sqlite:" + folder.file("new/board.sqlite")
            try await withBoard(url: url, settings: ["GIT_COMMIT": "abc123"]) { board in
                for uri in [
                    "/health", "/health/ready", "/actuator/health", "/actuator/health/readiness",
                    "/actuator/health/liveness",
                ] {
                    let answer = try await board.send(.get, uri)
                    #expect(answer.status == 200 && answer.text("status") == "UP", "\(uri)")
                }
                let health = try await board.send(.get, "/actuator/health")
                let text = String(decoding: health.body, as: UTF8.self)
                #expect(text.contains(#""database":{"status":"UP","details":{"kind":"sqlite""#))
                let info = try await board.send(.get, "/actuator/info")
                #expect(String(decoding: info.body, as: UTF8.self).contains(#""git":{"commit":{"id":"abc123"}}"#))
                _ = try await board.send(.get, "/api/board/posts/7")
                let metrics = try await board.send(.get, "/actuator/prometheus")
                let lines = String(decoding: metrics.body, as: UTF8.self).split(separator: "\n")
                let labels = #"method="GET",outcome="CLIENT_ERROR",status="404",uri="/api/board/posts/{post}""#
                #expect(lines.contains("http_server_requests_seconds_count{\(labels)} 1"))
                #expect(lines.contains(#"hikaricp_connections_max{pool="sqlite"} 9"#))
            }
        }
    }

    @Test func `while its database is away the service lives and is not ready`() async throws {
        try await withTemporaryDirectory { folder in
            let runtime = try runtime(["DATABASE_URL": "mysql://u:geheim@127.0.0.1:1/board", "VAR_DIR": folder.path])
            let configuration = try BoardConfiguration(reader: runtime.reader, varDirectory: folder.path)
            let board = try await Board(
                runtime: runtime,
                configuration: configuration,
                objects: try configuration.makeObjectStore()
            )
            let application = runtime.makeApplication(router: board.makeRouter(), health: board.health)
            try await application.test(.router) { client in
                let board = TestBoard(board: board, client: client)
                for uri in ["/health/live", "/actuator/health/liveness", "/.well-known/jwks.json"] {
                    #expect(try await board.send(.get, uri).status == 200)
                }
                for uri in ["/health", "/health/ready", "/actuator/health/readiness", "/api/board/posts"] {
                    let answer = try await board.send(.get, uri)
                    #expect(answer.status == 503 && !String(decoding: answer.body, as: UTF8.self).contains("geheim"))
                }
                let posts = try await board.send(.get, "/api/board/posts")
                #expect(posts.headers[.retryAfter] == "2")
            }
        }
    }

    @Test func `a file that is no database ends the service`() async throws {
        try await withTemporaryDirectory { folder in
            let path = try folder.write(String(repeating: "no database ", count: 100), to: "board.sqlite")
            let location = DatabaseLocation.sqlite(SQLiteConfiguration(path: path))
            let keeper = DatabaseKeeper(location: location, logger: silentLogger)
            let error = await #expect(throws: ConfigurationError.self) { try await keeper.run() }
            #expect(error?.key == "DATABASE_URL" && error?.problem.contains("sqlite:\(path) cannot be used") == true)
        }
    }

    @Test func `the description names exactly the routes there are`() async throws {
        try await withTemporaryDirectory { folder in
            try await withBoard(url: "sqlite:" + folder.file("b.sqlite")) { board in
                let document = try await board.send(.get, "/openapi.json").json
                let paths = try #require(document["paths"] as? [String: [String: Any]])
                var described: Set<String> = []
                for (path, operations) in paths {
                    for method in operations.keys { described.insert("\(method.uppercased()) \(path)") }
                }
                let routes = board.board.makeRouter().routes
                    .map { "\($0.method.rawValue) \($0.path)" }
                    .filter { $0.contains(" /api/") || $0.contains("/.well-known/") }
                #expect(described == Set(routes.filter { !$0.hasPrefix("HEAD") }))
                let components = try #require(document["components"] as? [String: [String: Any]])
                let text = String(decoding: try JSONSerialization.data(withJSONObject: document), as: UTF8.self)
                for part in text.split(separator: "\"$ref\":\"").dropFirst() {
                    let reference = part.prefix { $0 != "\"" }.replacing("\\/", with: "/").split(separator: "/")
                    #expect(components[String(reference[2])]?[String(reference[3])] != nil, "\(reference)")
                }
                #expect(try await board.send(.put, "/api/board/posts").status == 405)
                #expect(try await board.send(.get, "/api/board/nothing").status == 404)
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
        if url.hasPrefix("postgres") {
            #expect(error?.problem == "is neither sqlite:PATH nor mysql://user:password@host:port/database")
        }
    }

    @Test func `keys that are not there are named once`() async throws {
        let files = SigningKeyFiles(configured: "/nowhere/keys", varDirectory: "var")
        let error = await #expect(throws: ConfigurationError.self) {
            try await TokenAuthority(files: files, logger: silentLogger)
        }
        #expect(error?.description == "JWT_KEYS: there is nothing at /nowhere/keys")
    }

    @Test(arguments: [
        ("TRUSTED_PROXIES", "10.0."), ("TRUSTED_PROXIES", "10.0.0.0/33"), ("WRITE_LIMIT", "60"),
        ("SIGN_UP_LIMIT", "0/h"),
    ]) func `a value that is none stops the start`(key: String, value: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try BoardConfiguration(reader: runtime([key: value]).reader, varDirectory: "var")
        }
        #expect(error?.key == key)
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
