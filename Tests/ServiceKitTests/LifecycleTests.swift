import ArgumentParser
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import ServiceKit
import ServiceLifecycle
import Testing

private struct Recorder: Service {
    let name: String
    let events: Mutexed<[String]>

    func run() async throws {
        events.update { $0.append("\(name) starts") }
        try await gracefulShutdown()
        events.update { $0.append("\(name) stops") }
    }
}

@Suite
struct LifecycleTests {
    @Test func `a request under way is answered before services stop in reverse order`() async throws {
        let lines = CapturedLines()
        let runtime = try makeRuntime(logger: lines.logger(level: .info))
        let router = runtime.makeRouter()
        let events = Mutexed<[String]>([])
        let (begun, arrived) = AsyncStream.makeStream(of: Void.self)
        router.get("/slow") { _, _ in
            arrived.yield()
            try await Task.sleep(for: .milliseconds(300))
            events.update { $0.append("answered") }
            return "done"
        }
        let answer = Mutexed<Task<String, any Error>?>(nil)
        try await withLiveService(
            runtime,
            router: router,
            services: [Recorder(name: "first", events: events), Recorder(name: "second", events: events)]
        ) { port in
            answer.set(Task { try await exchange("GET /slow HTTP/1.1\r\nhost: x\r\n\r\n", port: port) })
            var iterator = begun.makeAsyncIterator()
            _ = await iterator.next()
        }
        let text = try await #require(answer.get).value
        #expect(text.hasPrefix("HTTP/1.1 200 OK"))
        #expect(text.hasSuffix("done"))
        #expect(Set(events.get.prefix(2)) == ["first starts", "second starts"])
        #expect(events.get.suffix(3) == ["answered", "second stops", "first stops"])
        #expect(
            lines.all.contains {
                $0.contains("\"message\":\"Request answered\"") && $0.contains("\"http.route\":\"/slow\"")
            }
        )
    }

    @Test func `the probe tells a ready instance from one that waits and one that is gone`() async throws {
        let runtime = try makeRuntime()
        let isReady = Mutexed(false)
        let component = HealthCheck("snapshot", isRequired: true) { ComponentHealth(.up, isReady: isReady.get) }
        let port = Mutexed(0)
        try await withLiveService(runtime, router: runtime.makeRouter(), health: [component]) { bound in
            port.set(bound)
            let alive = await HealthProbe(host: "0.0.0.0", port: bound, path: "/health/live").ask()
            #expect(alive.isHealthy)
            #expect(alive.line.contains(#"200 {"status":"UP"}"#))
            let ready = await HealthProbe(host: "127.0.0.1", port: bound, path: "/health/ready").ask()
            #expect(!ready.isHealthy)
            #expect(ready.line.contains("503"))
        }
        let gone = await HealthProbe(host: "127.0.0.1", port: port.get, path: "/health/live").ask()
        #expect(!gone.isHealthy)
        #expect(gone.line.contains("does not answer"))
    }

    @Test func `flags become settings by their name in the environment`() throws {
        let options = try SettingOptions.parse(["--port", "9000", "--log-format", "text", "--set", "var_dir=/tmp/a=b"])
        #expect(options.values == ["PORT": "9000", "LOG_FORMAT": "text", "VAR_DIR": "/tmp/a=b"])
        #expect(throws: (any Error).self) { try SettingOptions.parse(["--set", "nonsense"]) }
    }

    @Test func `probes are logged at debug and requests at info with their route's template`() async throws {
        let lines = CapturedLines()
        let runtime = try makeRuntime(logger: lines.logger(level: .info))
        let router = runtime.makeRouter()
        router.get("/stations/{id}") { _, _ in "station" }
        router.addOpenAPI(Array(#"{"openapi":"3.1.0"}"#.utf8))
        try await runtime.makeApplication(router: router).test(.router) { client in
            for path in ["/health", "/health/live", "/metrics"] {
                try await client.execute(uri: path, method: .get) { #expect($0.status == .ok) }
            }
            #expect(lines.all.isEmpty)
            try await client.execute(uri: "/stations/ST-4", method: .get) { #expect($0.status == .ok) }
            try await client.execute(uri: "/openapi.json", method: .get) { response in
                #expect(String(buffer: response.body) == #"{"openapi":"3.1.0"}"#)
            }
        }
        let line = try #require(lines.all.first)
        let fields = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(fields["http.route"] as? String == "/stations/{id}")
        #expect(fields["http.method"] as? String == "GET")
        #expect(fields["http.status"] as? Int == 200)
        #expect(fields["bytes"] as? Int == 7)
        #expect(fields["duration_ms"] as? Double != nil)
        #expect((fields["request.id"] as? String)?.count == 36)
        #expect((fields["trace_id"] as? String)?.count == 32)
        #expect(!line.contains("ST-4"))
    }
}
