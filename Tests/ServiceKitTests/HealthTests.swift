import Core
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ServiceKit
import Testing

@Suite
struct HealthTests {
    private func component(_ name: String, _ health: ComponentHealth, required: Bool) -> HealthCheck {
        HealthCheck(name, isRequired: required) { health }
    }

    private func answers(
        _ components: [any HealthComponent],
        settings: [String: String] = [:]
    ) async throws -> [String: (status: HTTPResponse.Status, body: [String: Any])] {
        let runtime = try makeRuntime(settings)
        let application = runtime.makeApplication(router: runtime.makeRouter(), health: components)
        return try await application.test(.router) { client in
            var answers: [String: (HTTPResponse.Status, [String: Any])] = [:]
            for path in ["/health", "/health/live", "/health/ready"] {
                let response = try await client.execute(uri: path, method: .get)
                let body = try JSONSerialization.jsonObject(with: Data(response.body.readableBytesView))
                answers[path] = (response.status, try #require(body as? [String: Any]))
            }
            return answers
        }
    }

    @Test func `all components up is up and ready`() async throws {
        let up = ComponentHealth(.up, detail: "fine", ageSeconds: 1.25, extra: ["stations": "2730"])
        let answers = try await answers([component("source", up, required: true)])
        let health = try #require(answers["/health"])
        #expect(health.status == .ok)
        #expect(health.body["status"] as? String == "UP")
        #expect(health.body["service"] as? String == "collector")
        #expect(health.body["version"] as? String == ServiceVersion.release)
        #expect(health.body["uptime_seconds"] as? Double != nil)
        #expect(health.body["clock"] == nil)
        let source = (health.body["components"] as? [String: Any])?["source"] as? [String: Any]
        #expect(source?["status"] as? String == "UP")
        #expect(source?["detail"] as? String == "fine")
        #expect(source?["age_seconds"] as? Double == 1.3)
        #expect(source?["stations"] as? String == "2730")
        #expect(answers["/health/ready"]?.status == .ok)
    }

    @Test func `an optional component down is degraded and still ready`() async throws {
        let answers = try await answers([component("redis", ComponentHealth(.down), required: false)])
        #expect(answers["/health"]?.status == .ok)
        #expect(answers["/health"]?.body["status"] as? String == "DEGRADED")
        #expect(answers["/health/ready"]?.status == .ok)
    }

    @Test func `a required component down is down not ready and alive`() async throws {
        let answers = try await answers([component("database", ComponentHealth(.down), required: true)])
        #expect(answers["/health"]?.status == .serviceUnavailable)
        #expect(answers["/health"]?.body["status"] as? String == "DOWN")
        #expect(answers["/health/ready"]?.status == .serviceUnavailable)
        #expect(answers["/health/ready"]?.body["waiting_for"] as? [String] == ["database"])
        #expect(answers["/health/live"]?.status == .ok)
        #expect(answers["/health/live"]?.body["status"] as? String == "UP")
    }

    @Test func `a required component that has not started keeps the service unready`() async throws {
        let starting = ComponentHealth(.degraded, detail: "first poll is under way", isReady: false)
        let answers = try await answers([component("snapshot", starting, required: true)])
        #expect(answers["/health"]?.status == .ok)
        #expect(answers["/health/ready"]?.status == .serviceUnavailable)
    }

    @Test func `a clock that is not the real one is shown`() async throws {
        let answers = try await answers([], settings: ["CLOCK": "2024-11-20T06:00:00+08:00"])
        #expect((answers["/health"]?.body["clock"] as? String)?.hasPrefix("2024-11-20T06:00:0") == true)
    }

    @Test func `an answer is given again within the cache's time`() async throws {
        let calls = Mutexed(0)
        let check = HealthCheck("c") {
            calls.update { $0 += 1 }
            return .up
        }
        let cached = HealthRegistry(service: "s", version: "v", components: [check], cacheDuration: .seconds(60))
        _ = await cached.report()
        _ = await cached.report()
        #expect(calls.get == 1)
        let fresh = HealthRegistry(service: "s", version: "v", components: [check], cacheDuration: .zero)
        _ = await fresh.report()
        _ = await fresh.report()
        #expect(calls.get == 3)
    }

    @Test func `what is missing is asked for again soon, what is there is not`() async throws {
        let calls = Mutexed(0)
        let check = HealthCheck("database", isRequired: true) {
            calls.update { $0 += 1 }
            return calls.get < 3 ? ComponentHealth(.down) : .up
        }
        let registry = HealthRegistry(
            service: "s",
            version: "v",
            components: [check],
            cacheDuration: .seconds(60),
            absenceCacheDuration: .zero
        )
        var statuses: [ComponentHealth.Status] = []
        for _ in 0..<5 { statuses.append(await registry.report().status) }
        #expect(statuses == [.down, .down, .up, .up, .up])
        #expect(calls.get == 3)
        let waiting = HealthRegistry(
            service: "s",
            version: "v",
            components: [
                HealthCheck("gone", isRequired: true) {
                    calls.update { $0 += 1 }; return ComponentHealth(.down)
                }
            ],
            cacheDuration: .seconds(60),
            absenceCacheDuration: .seconds(60)
        )
        for _ in 0..<50 { _ = await waiting.report() }
        #expect(calls.get == 4)
    }

    @Test func `many who ask at once share one answer`() async throws {
        let calls = Mutexed(0)
        let check = HealthCheck("c") {
            calls.update { $0 += 1 }
            // Throws only when cancelled.
            try? await Task.sleep(for: .milliseconds(100))
            return .up
        }
        let registry = HealthRegistry(service: "s", version: "v", components: [check])
        await withTaskGroup { group in
            for _ in 0..<50 {
                group.addTask { _ = await registry.report() }
            }
        }
        #expect(calls.get == 1)
    }

    @Test(.timeLimit(.minutes(2)))
    func `a check that hangs counts as down in time and is not started again on top of itself`() async throws {
        let calls = Mutexed(0)
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let hanging = HealthCheck("stuck", isRequired: true) {
            calls.update { $0 += 1 }
            // An unstructured task: cancelling the check does not reach what it waits for.
            await Task { for await _ in gate { return } }.value
            return .up
        }
        let registry = HealthRegistry(
            service: "s",
            version: "v",
            components: [hanging, HealthCheck("quick") { .up }],
            limit: .milliseconds(100),
            cacheDuration: .zero
        )
        // The gate is still shut: a report that waited for the check would never come.
        let report = await registry.report()
        #expect(report.status == .down)
        #expect(report.components.map(\.health.status) == [.down, .up])
        #expect(report.components[0].health.detail == "No answer within 100ms.")
        let again = await registry.report()
        #expect(again.components[0].health.detail == "An earlier check has not come back yet.")
        #expect(calls.get == 1)
        open.finish()
    }

    @Test func `Redis that is not there degrades the service without failing it`() async throws {
        let runtime = try makeRuntime(["REDIS_URL": "redis://127.0.0.1:1"])
        let health = RedisHealth(try runtime.makeRedisClient())
        #expect(!health.isRequired)
        #expect(await health.check().status == .degraded)
        let metrics = String(decoding: runtime.metrics.exposition(), as: UTF8.self)
        #expect(metrics.contains("\nredis_client_connected 0\n"))
    }
}
