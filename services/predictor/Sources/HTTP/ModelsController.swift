import Core
import GradientBoosting
import HTTPTypes
import Hummingbird
import ObjectStore
import ServiceKit

/// `/ai/…`: which model serves, since when and why, and who is to serve next.
struct ModelsController {
    let engine: ForecastEngine
    let director: ModelDirector
    let registry: ModelRegistry
    let jobs: RetrainJobs
    let adminGuard: AdminGuard

    private static let bodyLimit = 16 << 10

    func addRoutes(to router: Router<AppRequestContext>) {
        router.get("/ai/models", use: models)
        router.get("/ai/retrain/:job", use: job)
        let admin = router.group().add(middleware: adminGuard)
        admin.post("/ai/reload-model", use: reload)
        admin.post("/ai/retrain", use: retrain)
        admin.post("/ai/rollback", use: rollback)
    }

    /// What is at work; `at=<RFC 3339>` adds which model served then.
    @Sendable
    private func models(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let status = await director.status
        var answer = ModelsAnswer(status: status, engine: await engine.status, versions: [])
        answer.drift = await engine.driftReport
        if let text = request.uri.queryParameters["at"] {
            guard let time = ZonedTimestamp(rfc3339: String(text).replacing(" ", with: "+")) else {
                throw Problem.badRequest(
                    "The query has parameters that cannot be understood.",
                    errors: [.init(field: "at", message: "must be a time like 2026-11-22T09:00:00+09:00")]
                )
            }
            answer.servedAt = (time, status.record.champion(at: time.instant)?.description)
        }
        do {
            answer.versions = try await registry.versions()
        } catch {
            answer.problem = "the model store does not answer"
        }
        return .json(answer.json(), headers: [.cacheControl: "no-cache"])
    }

    @Sendable
    private func reload(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        do {
            try await director.reload()
        } catch {
            throw Self.problem(error)
        }
        return try await models(request, context)
    }

    /// What `POST /ai/retrain` may carry; everything may be left away.
    private struct RetrainBody: Decodable {
        var source: String?
        var engine: String?
        var rows: Int?
        var days: Int?
        var holdBackDays: Int?
        var horizons: [Int]?
        var shadowHours: Int?
        var seed: UInt64?
    }

    @Sendable
    private func retrain(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let body: RetrainBody = request.hasBody ? try await request.decodeJSON(limit: Self.bodyLimit) : RetrainBody()
        let asked = try Self.request(body)
        guard let job = await jobs.begin(asked) else {
            let running = await jobs.current?.id ?? ""
            throw Problem.conflict("A training runs already; ask /ai/retrain/\(running) how it is doing.")
        }
        var response = Response.json(
            Self.encode(job),
            headers: [.location: "/ai/retrain/\(job.id)", .cacheControl: "no-cache"]
        )
        response.status = .accepted
        return response
    }

    private static func request(_ body: RetrainBody) throws -> RetrainRequest {
        let isHorizon = ForecastHorizons.minutes.contains
        let isSource = { (name: String) in !name.isEmpty && name.count <= 100 && !name.contains("/") }
        let errors = [
            invalid("source", body.source, "must be a source's name", isSource),
            invalid("engine", body.engine, "must be lightgbm or xgboost") { BoostingEngine(rawValue: $0) != nil },
            invalid("rows", body.rows, "must be 1000 to 20000000", (1000...20_000_000).contains),
            invalid("days", body.days, "must be 7 to 3660", (7...3660).contains),
            invalid("hold_back_days", body.holdBackDays, "must be 0 to 365", (0...365).contains),
            invalid("shadow_hours", body.shadowHours, "must be 0 to 168", (0...168).contains),
            invalid("horizons", body.horizons, PredictionQuery.horizonMessage) {
                !$0.isEmpty && $0.allSatisfy(isHorizon)
            },
        ].compactMap(\.self)
        guard errors.isEmpty else {
            throw Problem.badRequest("The body has values that cannot be used.", errors: errors)
        }
        return RetrainRequest(
            source: body.source,
            engine: body.engine.flatMap(BoostingEngine.init),
            rowLimit: body.rows,
            days: body.days,
            heldBackDays: body.holdBackDays,
            horizons: body.horizons.map { wanted in ForecastHorizons.minutes.filter(wanted.contains) },
            shadowHours: body.shadowHours ?? 0,
            seed: body.seed ?? 1
        )
    }

    private static func invalid<Value>(
        _ field: String,
        _ value: Value?,
        _ message: String,
        _ isValid: (Value) -> Bool
    ) -> Problem.FieldError? {
        guard let value, !isValid(value) else { return nil }
        return Problem.FieldError(field: field, message: message)
    }

    @Sendable
    private func job(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let id = try context.parameters.require("job")
        guard let job = await jobs.job(id) else {
            throw Problem.notFound("There is no such training job; jobs are forgotten when the service restarts.")
        }
        return .json(Self.encode(job), headers: [.cacheControl: "no-cache"])
    }

    private struct RollbackBody: Decodable {
        var version: String?
        var reason: String?
    }

    @Sendable
    private func rollback(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let body: RollbackBody =
            request.hasBody ? try await request.decodeJSON(limit: Self.bodyLimit) : RollbackBody()
        do {
            try await registry.rollBackToUsable(
                try body.version.map { try ModelVersion($0) },
                reason: body.reason ?? "asked for through the API",
                by: "admin"
            )
        } catch {
            throw Self.problem(error)
        }
        return try await reload(request, context)
    }

    /// What is wrong with a model or its store, for who asked; anything else is not theirs to know.
    private static func problem(_ error: any Error) -> any Error {
        switch error {
        case let error as RegistryError: problem(error)
        case let error as ModelFileError: Problem.conflict("The model cannot be used: \(error). What served goes on.")
        case is ObjectStoreError: Problem.unavailable("The model store does not answer; what served goes on.")
        default: error
        }
    }

    private static func problem(_ error: RegistryError) -> Problem {
        switch error.code {
        case .versionNotFound: .notFound("\(error.message).")
        case .invalid: .badRequest("\(error.message).")
        default: .conflict("\(error.message). What served goes on.")
        }
    }

    private static func encode(_ job: RetrainJob) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.field("job", job.id)
        writer.field("state", job.state.rawValue)
        writer.field("step", job.step)
        writer.field("progress", job.share, decimals: 2)
        writer.field("asked_at", ZonedTimestamp(job.askedAt, utcOffsetSeconds: 0))
        if let finishedAt = job.finishedAt {
            writer.field("finished_at", ZonedTimestamp(finishedAt, utcOffsetSeconds: 0))
        }
        if let version = job.version { writer.field("model_version", version) }
        if let detail = job.detail { writer.field("detail", detail) }
        writer.key("metrics")
        writer.beginObject()
        for (name, value) in job.metrics.sorted(by: { $0.key < $1.key }) { writer.field(name, value, decimals: 6) }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}

extension Request {
    /// Whether anything was sent, or announced.
    fileprivate var hasBody: Bool {
        if let length = headers[.contentLength] { return length != "0" }
        return headers[.transferEncoding] != nil || headers[.contentType] != nil
    }
}
