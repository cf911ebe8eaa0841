import Core
import Curl
import Foundation
import ObjectStore
import PredictorService
import TestSupport
import Testing

extension IntegrationTests {
    /// Champion and challenger through the HTTP API of a running predictor, on a folder and on S3.
    @Suite(.enabled(if: TrainingLibrary.isThere, "needs lib_lightgbm.so (scripts/setup puts it into .build)"))
    struct ModelLifecycleTests {
        @Test func `models are trained, promoted, refused, rolled back by hand and by themselves, in a folder`()
            async throws
        {
            try await withSuite { suite in
                let url = suite.directory.file("models")
                try await lifecycle(suite, storeURL: url, environment: [:])
            }
        }

        @Test(.enabled(if: S3TestServer.obstacle == nil, "needs the Python package moto with its server"))
        func `models are trained, promoted, refused, rolled back by hand and by themselves, on S3`() async throws {
            try await withS3Server { server in
                try await withSuite { suite in
                    let url = "s3://\(S3TestServer.bucket)/lifecycle"
                    try await lifecycle(suite, storeURL: url, environment: server.environment)
                }
            }
        }

        @Test func `a thousand reloads under load fail no request, mix no answers and leak nothing`() async throws {
            try await withSuite { suite in
                let url = suite.directory.file("models")
                let running = try await Running(suite, storeURL: url, environment: [:], speed: 60)
                try await running.serving {
                    let first = try await running.train("{\"horizons\":[10],\"rows\":4000,\"hold_back_days\":7}")
                    let second = try await running.publishVariant(of: first, named: "other", temperature: 1.1)
                    for _ in 0..<50 { try await running.reload() }
                    let before = try await running.predictor.residentBytes()
                    let load = Task { try await running.askPredictions() }
                    for round in 0..<1000 {
                        if round % 100 == 50 {
                            try await running.registry.promote(
                                round % 200 == 50 ? second : first,
                                reason: "test",
                                by: "test"
                            )
                        }
                        try await running.reload()
                    }
                    load.cancel()
                    let answers = try await load.value
                    #expect(answers.count > 500)
                    #expect(answers.failed == 0)
                    #expect(answers.mixed == 0)
                    #expect(answers.versions.isSuperset(of: [first.description, second.description]))
                    let after = try await running.predictor.residentBytes()
                    #expect(after < before + 48 << 20, "\(before >> 20) MiB became \(after >> 20) MiB")
                }
            }
        }

        private func withSuite(_ body: (SuiteFixture) async throws -> Void) async throws {
            try await body(try await SuiteFixture())
        }

        private func lifecycle(_ suite: SuiteFixture, storeURL: String, environment: [String: String]) async throws {
            let running = try await Running(suite, storeURL: storeURL, environment: environment, speed: 3600)
            try await running.serving {
                // Without a model the baseline serves.
                #expect(try await running.champion().hasPrefix("baseline"))
                // The first model becomes champion and serves.
                let first = try await running.train("{\"horizons\":[10],\"rows\":4000,\"hold_back_days\":7}")
                try await running.waitForChampion(first)
                #expect(try await running.actions().first == "promote \(first)")
                // The same training again is no better, so it is refused and told.
                let again = try await running.job("{\"horizons\":[10],\"rows\":4000,\"hold_back_days\":7,\"seed\":2}")
                #expect(again["state"] as? String == "refused")
                #expect(try await running.actions().first?.hasPrefix("refuse") == true)
                try await running.waitForChampion(first)
                // A model that is worse on live data is found out and sent back.
                let worse = try await running.publishVariant(of: first, named: "worse", temperature: 9)
                try await running.registry.promote(worse, reason: "a mistake", by: "test")
                try await running.waitForChampion(worse)
                try await waitUntil("the worse model is sent back", within: .seconds(60)) {
                    try await running.actions().first == "auto_rollback \(first)"
                }
                try await running.waitForChampion(first)
                // And by hand: one that is no worse, which nobody else sends back meanwhile.
                let twin = try await running.publishVariant(of: first, named: "twin")
                try await running.registry.promote(twin, reason: "again", by: "test")
                try await running.waitForChampion(twin)
                let body = Array("{\"reason\":\"seen on the map\"}".utf8)
                #expect(try await running.post("/ai/rollback", body: body).status == 200)
                try await running.waitForChampion(first)
                #expect(try await running.actions().first == "rollback \(first)")
                // A model that is broken is refused with the file's name, and the old one goes on.
                let broken = try await running.publishVariant(of: first, named: "broken", cutBooster: true)
                try await running.registry.promote(broken, reason: "unseen", by: "test")
                let answer = try await running.post("/ai/reload-model")
                #expect(answer.status == 409)
                #expect(String(decoding: answer.body, as: UTF8.self).contains("h10-change.txt"))
                try await running.waitForChampion(first)
                #expect(try await running.predictor.component("model")["status"] as? String == "DEGRADED")
                // Who served when is known, and the chain holds.
                let record = try await running.registry.champion().record
                let mistake = try #require(record.history.first { $0.version == worse })
                #expect(record.champion(at: mistake.at) == worse)
                #expect(record.champion(at: mistake.at.advanced(bySeconds: -1)) == first)
            }
        }
    }
}

/// The library that the service trains with.
private enum TrainingLibrary {
    static let isThere =
        FileManager.default.fileExists(atPath: "\(SuiteFixture.binaries)/../lib/lib_lightgbm.so")
        || ProcessInfo.processInfo.environment["LIGHTGBM_LIBRARY"] != nil
}

/// A predictor at work on ``SmallCity``, and the registry it uses.
private struct Running {
    let suite: SuiteFixture
    let predictor: RunningService
    let registry: ModelRegistry
    private let clock: WallClock
    private let city = SmallCity()
    private let token = "lifecycle-token"

    init(_ suite: SuiteFixture, storeURL: String, environment: [String: String], speed: Double) async throws {
        self.suite = suite
        let start = ZonedTimestamp(Timestamp(seconds: 1_763_000_400), utcOffsetSeconds: SmallCity.offset)
        try await city.writeHistory(days: 16, before: start.instant, to: suite.directory.file("history"))
        clock = WallClock(startingAt: start, speed: speed)
        let settings = [
            "CLOCK": clock.settingText, "ADMIN_TOKEN": token, "MODEL_STORE_URL": storeURL, "ROLLBACK_HOURS": "3",
            "MODEL_CHECK_INTERVAL": "200ms", "LEARN_DAYS": "1", "LOG_LEVEL": "info",
        ]
        predictor = try await suite.start("predictor", settings.merging(environment) { $1 })
        let s3 = storeURL.hasPrefix("s3://") ? try S3Configuration(environment: environment) : nil
        let clock = clock
        registry = ModelRegistry(store: try makeObjectStore(url: storeURL, s3: s3)) { clock.now() }
    }

    /// Runs `body` while the city is live, then stops the service.
    func serving(_ body: @Sendable () async throws -> Void) async throws {
        try await suite.withRedis { redis in
            let live = Task { await city.live(redis, clock: clock) }
            defer { live.cancel() }
            try await waitUntil("forecasts are served", within: .seconds(30)) {
                try await predictor.get("/api/predictions").status == 200
            }
            do {
                try await body()
            } catch {
                Issue.record(error, "predictor's log: \(predictor.process.log.suffix(3000))")
            }
        }
        try await predictor.stop()
    }

    func post(_ path: String, body: [UInt8]? = nil) async throws -> HTTPClientCollectedResponse {
        var headers = HTTPClientHeaders([("authorization", "Bearer \(token)")])
        if body != nil { headers.append("content-type", "application/json") }
        return try await predictor.send("POST", path, headers: headers, body: body)
    }

    func reload() async throws {
        let status = try await post("/ai/reload-model").status
        #expect(status == 200)
    }

    /// Asks for a training and waits for its end.
    func job(_ body: String) async throws -> [String: Any] {
        let answer = try await post("/ai/retrain", body: Array(body.utf8))
        #expect(answer.status == 202)
        let job = try #require(JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
        let id = try #require(job["job"] as? String)
        try await waitUntil("the training ends", within: .seconds(120)) {
            try await predictor.json("/ai/retrain/\(id)")["finished_at"] != nil
        }
        return try await predictor.json("/ai/retrain/\(id)")
    }

    /// Trains a model that becomes champion.
    func train(_ body: String) async throws -> ModelVersion {
        let done = try await job(body)
        #expect(done["state"] as? String == "promoted", "\(done)")
        return try ModelVersion(try #require(done["model_version"] as? String))
    }

    func champion() async throws -> String { try await predictor.json("/ai/models")["champion"] as? String ?? "" }

    /// Waits until forecasts are made by `version`.
    func waitForChampion(_ version: ModelVersion) async throws {
        try await waitUntil("\(version) serves", within: .seconds(20)) {
            let header = try await predictor.json("/api/predictions?minutes=10")["snapshot"] as? [String: Any]
            return header?["model_version"] as? String == version.description
        }
    }

    /// The history, newest first, as `action version`.
    func actions() async throws -> [String] {
        let history = try await predictor.json("/ai/models")["history"] as? [[String: Any]] ?? []
        return history.map { "\($0["action"] ?? "") \($0["model_version"] ?? "")" }
    }

    /// Publishes a copy of a version with another temperature, or with a booster that ends too soon.
    func publishVariant(
        of version: ModelVersion,
        named name: String,
        temperature: Double? = nil,
        cutBooster: Bool = false
    ) async throws -> ModelVersion {
        var files = try await registry.load(version).files
        if let temperature {
            var manifest = try #require(
                JSONSerialization.jsonObject(with: Data(files["features.json"] ?? [])) as? [String: Any]
            )
            var horizons = try #require(manifest["horizons"] as? [[String: Any]])
            var calibration = try #require(horizons[0]["calibration"] as? [String: Any])
            calibration["temperature"] = temperature
            horizons[0]["calibration"] = calibration
            manifest["horizons"] = horizons
            files["features.json"] = [UInt8](try JSONSerialization.data(withJSONObject: manifest))
        }
        if cutBooster { files["h10-change.txt"] = files["h10-change.txt"].map { Array($0.prefix($0.count / 2)) } }
        let variant = try ModelVersion(name)
        try await registry.publish(try ModelArtifact(version: variant, files: files))
        return variant
    }

    struct Answers: Sendable {
        var count = 0
        var failed = 0
        var mixed = 0
        var versions: Set<String> = []
    }

    /// Asks for all forecasts until cancelled.
    func askPredictions() async throws -> Answers {
        var answers = Answers()
        while !Task.isCancelled {
            let answer = try? await predictor.get("/api/predictions?minutes=10&fields=model_version")
            if Task.isCancelled { break }
            answers.count += 1
            guard let answer, answer.status == 200,
                let body = try? JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any],
                let version = (body["snapshot"] as? [String: Any])?["model_version"] as? String,
                let predictions = body["predictions"] as? [[String: Any]]
            else {
                answers.failed += 1
                continue
            }
            answers.versions.insert(version)
            if predictions.contains(where: { $0["model_version"] as? String != version }) { answers.mixed += 1 }
        }
        return answers
    }
}

extension RunningService {
    /// Memory of the process, by its own metrics.
    func residentBytes() async throws -> Int { Int(try await metric("process_resident_memory_bytes")) }
}
