import Configuration
import Core
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import ObjectStore
import PredictorService
import ServiceKit
import TestSupport
import Testing

@Suite
struct PredictorRoutesTests {
    /// Answers with one set of totals, and fails on every call it was not prepared for.
    private struct FixedAccuracy: AccuracyRepository {
        struct Unexpected: Error {}
        var answer: [AccuracyTotal]

        func add(_ scores: [ForecastScore]) async throws { throw Unexpected() }
        func replace(_ scores: [ForecastScore], source: String, from: Timestamp, to: Timestamp) async throws {
            throw Unexpected()
        }
        func lastTruth(source: String) async throws -> Timestamp? { throw Unexpected() }
        func totals(source: String, from: Timestamp, to: Timestamp, utcOffsetSeconds: Int) async throws
            -> [AccuracyTotal]
        {
            guard source == "test", utcOffsetSeconds == taipeiOffset else { throw Unexpected() }
            return answer
        }
        func removeScores(before time: Timestamp) async throws { throw Unexpected() }
        func ping() async throws { throw Unexpected() }
    }

    private func withClient(
        run: ForecastRun?,
        token: String? = nil,
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        var environment = ["CLOCK": "2024-11-18T00:04:00+08:00@1x"]
        if let token { environment["ADMIN_TOKEN"] = token }
        let reader = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment))
        let runtime = try ServiceRuntime(name: "predictor", reader: reader, logger: Logger(label: "test"))
        let board = ForecastBoard()
        if let run { board.show(await ServedForecast(run)) }
        var sums = AccuracySums()
        sums.count = 4
        sums.squaredError = 16
        sums.squaredErrorLast = 36
        sums.covered = 3
        let total = AccuracyTotal(minutes: 10, hour: 8, modelVersion: "v", runs: 2, sums: sums)
        let router = runtime.makeRouter()
        let folder = try TemporaryDirectory(prefix: "models")
        let engine = ForecastEngine()
        let registry = ModelRegistry(store: try makeObjectStore(url: folder.path))
        let director = ModelDirector(
            registry: registry,
            engine: engine,
            rollbackHours: 24,
            clock: runtime.clock,
            logger: runtime.logger,
            onChange: {}
        )
        PredictorRoutes(
            board: board,
            engine: engine,
            scores: FixedAccuracy(answer: [total]),
            director: director,
            registry: registry,
            jobs: RetrainJobs(
                settings: try ModelSettings(reader: reader, common: runtime.common),
                historyPath: folder.path,
                registry: registry,
                director: director,
                engine: engine,
                clock: runtime.clock,
                logger: runtime.logger
            ),
            adminGuard: runtime.adminGuard,
            clock: runtime.clock
        ).add(to: router)
        try await runtime.makeApplication(router: router).test(.router, body)
    }

    private var run: ForecastRun {
        var trainee = Trainee()
        return trainee.forecast(snapshot((1...50).map { Counted(id: "ST-\($0)", bikes: $0 % 20) }, at: monday))
    }

    private func json(_ response: TestResponse) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(response.body.readableBytesView)) as? [String: Any])
    }

    @Test
    func `predictions carry their snapshot and all horizons`() async throws {
        try await withClient(run: run) { client in
            try await client.execute(uri: "/api/predictions", method: .get) { response in
                #expect(response.status == .ok)
                let answer = try json(response)
                let header = answer["snapshot"] as? [String: Any]
                #expect(header?["source"] as? String == "test")
                #expect(header?["stale"] as? Bool == false)
                #expect((header?["age_seconds"] as? Double).map { (240..<300).contains($0) } == true)
                let predictions = answer["predictions"] as? [[String: Any]]
                #expect(predictions?.count == 50)
                let horizons = predictions?.first?["horizons"] as? [[String: Any]]
                #expect(horizons?.compactMap { $0["minutes"] as? Int } == [10, 5, 20, 30, 60])
            }
        }
    }

    @Test
    func `predictions can be narrowed`() async throws {
        try await withClient(run: run) { client in
            let uri = "/api/predictions?minutes=10,20&fields=horizons&station_id=ST-7,ST-2,nowhere,ST-7"
            try await client.execute(uri: uri, method: .get) { response in
                let predictions = try json(response)["predictions"] as? [[String: Any]]
                #expect(predictions?.compactMap { $0["station_id"] as? String } == ["ST-7", "ST-2"])
                #expect(predictions?.first.map { Set($0.keys) } == ["station_id", "horizons"])
                let horizons = predictions?.first?["horizons"] as? [[String: Any]]
                #expect(horizons?.compactMap { $0["minutes"] as? Int } == [10, 20])
            }
        }
    }

    @Test
    func `every bad parameter is named`() async throws {
        try await withClient(run: run) { client in
            let uri = "/api/predictions?minutes=10,11&fields=bikes&station_id=&colour=red"
            try await client.execute(uri: uri, method: .get) { response in
                #expect(response.status == .badRequest)
                let errors = try json(response)["errors"] as? [[String: String]]
                #expect(Set(errors?.compactMap { $0["field"] } ?? []) == ["minutes", "fields", "station_id", "colour"])
            }
            try await client.execute(uri: "/api/accuracy?hours=0&minutes=x", method: .get) { response in
                #expect(response.status == .badRequest)
                let errors = try json(response)["errors"] as? [[String: String]]
                #expect(Set(errors?.compactMap { $0["field"] } ?? []) == ["hours", "minutes"])
            }
        }
    }

    @Test
    func `an answer the client has is not sent again, and gzip is sent to those who take it`() async throws {
        try await withClient(run: run) { client in
            let tag = try await client.execute(uri: "/api/predictions", method: .get) { $0.headers[.eTag] }
            try await client.execute(uri: "/api/predictions", method: .get, headers: [.ifNoneMatch: tag ?? ""]) {
                response in
                #expect(response.status == .notModified)
            }
            let other = "/api/predictions?minutes=60"
            try await client.execute(uri: other, method: .get, headers: [.ifNoneMatch: tag ?? ""]) { response in
                #expect(response.status == .ok)
            }
            try await client.execute(uri: "/api/predictions", method: .get, headers: [.acceptEncoding: "gzip"]) {
                response in
                #expect(response.headers[.contentEncoding] == "gzip")
            }
        }
    }

    @Test
    func `one station is found by its id or not at all`() async throws {
        try await withClient(run: run) { client in
            try await client.execute(uri: "/api/predictions/ST-4", method: .get) { response in
                let prediction = try json(response)["prediction"] as? [String: Any]
                #expect(prediction?["station_id"] as? String == "ST-4")
            }
            try await client.execute(uri: "/api/predictions/nowhere", method: .get) { response in
                #expect(response.status == .notFound)
                #expect(response.headers[.contentType] == "application/problem+json")
            }
        }
    }

    @Test
    func `before the first forecast there is none to serve`() async throws {
        try await withClient(run: nil) { client in
            for uri in ["/api/predictions", "/api/predictions/ST-4", "/api/accuracy"] {
                try await client.execute(uri: uri, method: .get) { response in
                    #expect(response.status == .serviceUnavailable)
                }
            }
        }
    }

    @Test
    func `accuracy is told by horizon, hour and model`() async throws {
        try await withClient(run: run) { client in
            try await client.execute(uri: "/api/accuracy?hours=48", method: .get) { response in
                #expect(response.status == .ok)
                let answer = try json(response)
                #expect((answer["snapshot"] as? [String: Any])?["hours"] as? Double == 48)
                let ten = (answer["horizons"] as? [[String: Any]])?.first
                #expect(ten?["minutes"] as? Int == 10)
                #expect(ten?["rmse"] as? Double == 2)
                #expect(ten?["rmse_last"] as? Double == 3)
                #expect(ten?["skill_rmse"] as? Double == 0.3333)
                #expect(ten?["coverage_80"] as? Double == 0.75)
                #expect(((answer["by_hour"] as? [[String: Any]])?.first)?["hour"] as? Int == 8)
                #expect(((answer["model_versions"] as? [[String: Any]])?.first)?["runs"] as? Int == 2)
            }
        }
    }

    @Test
    func `models are the administrator's to change`() async throws {
        try await withClient(run: run) { client in
            try await client.execute(uri: "/ai/retrain", method: .post) { #expect($0.status == .forbidden) }
        }
        try await withClient(run: run, token: "secret") { client in
            for uri in ["/ai/retrain", "/ai/rollback", "/ai/reload-model"] {
                try await client.execute(uri: uri, method: .post) { #expect($0.status == .unauthorized) }
            }
            try await client.execute(uri: "/ai/retrain/1", method: .get) { #expect($0.status == .notFound) }
        }
    }

    @Test
    func `a registry without models says so`() async throws {
        try await withClient(run: run, token: "secret") { client in
            try await client.execute(uri: "/ai/models", method: .get) { response in
                #expect(response.status == .ok)
                let answer = try json(response)
                #expect((answer["history"] as? [Any])?.isEmpty == true)
            }
            let headers: HTTPFields = [.authorization: "Bearer secret"]
            try await client.execute(uri: "/ai/rollback", method: .post, headers: headers) { response in
                #expect(response.status == .conflict)
                let answer = try json(response)
                #expect((answer["detail"] as? String)?.contains("no champion before") == true)
            }
            try await client.execute(uri: "/ai/models?at=yesterday", method: .get) { #expect($0.status == .badRequest) }
        }
    }

    @Test(arguments: [
        #"{"rows":5}"#, #"{"engine":"torch"}"#, #"{"horizons":[7]}"#, #"{"horizons":[]}"#, #"{"days":1}"#,
        #"{"shadow_hours":1000}"#, #"{"source":"../etc"}"#, #"{"rows":"many"}"#, "[]", "{",
    ])
    func `a training that makes no sense is refused with the field`(body: String) async throws {
        try await withClient(run: run, token: "secret") { client in
            let headers: HTTPFields = [.authorization: "Bearer secret", .contentType: "application/json"]
            let buffer = ByteBuffer(string: body)
            try await client.execute(uri: "/ai/retrain", method: .post, headers: headers, body: buffer) { response in
                #expect(response.status == .badRequest)
                #expect(response.headers[.contentType] == "application/problem+json")
            }
        }
    }

    @Test
    func `one training runs at a time and can be asked about`() async throws {
        try await withClient(run: run, token: "secret") { client in
            let headers: HTTPFields = [.authorization: "Bearer secret"]
            let job = try await client.execute(uri: "/ai/retrain", method: .post, headers: headers) { response in
                #expect(response.status == .accepted)
                #expect(response.headers[.location]?.hasPrefix("/ai/retrain/") == true)
                return try #require(try json(response)["job"] as? String)
            }
            try await client.execute(uri: "/ai/retrain", method: .post, headers: headers) { response in
                #expect(response.status == .conflict)
                let answer = try json(response)
                #expect((answer["detail"] as? String)?.contains(job) == true)
            }
            try await client.execute(uri: "/ai/retrain/\(job)", method: .get) { response in
                let answer = try json(response)
                #expect(answer["state"] as? String == "queued")
            }
        }
    }

    @Test
    func `the API description is JSON and names every route`() async throws {
        try await withClient(run: nil) { client in
            try await client.execute(uri: "/openapi.json", method: .get) { response in
                let paths = try json(response)["paths"] as? [String: Any]
                #expect(paths?.count == 8)
                #expect(paths?["/api/predictions/{id}"] != nil)
            }
        }
    }
}
