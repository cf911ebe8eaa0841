import Core
import Hummingbird
import ServiceKit

/// `/ai/…`: which model forecasts. Trained models are not there yet, so nothing can be changed.
struct ModelsController {
    let engine: ForecastEngine
    let adminGuard: AdminGuard

    func addRoutes(to router: Router<AppRequestContext>) {
        router.get("/ai/models", use: models)
        router.get("/ai/retrain/:job", use: job)
        let admin = router.group().add(middleware: adminGuard)
        admin.post("/ai/reload-model", use: notThereYet)
        admin.post("/ai/retrain", use: notThereYet)
        admin.post("/ai/rollback", use: notThereYet)
    }

    @Sendable
    private func models(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        guard let status = await engine.status else {
            throw Problem.unavailable("No snapshot of the stations is there yet; /health tells why.", retryAfter: 5)
        }
        var writer = JSONWriter(capacity: 1024)
        writer.beginObject()
        writer.field("champion", status.choice.version)
        writer.key("models")
        writer.beginArray()
        encode(status, into: &writer)
        writer.endArray()
        writer.endObject()
        return .json(writer.bytes, headers: [.cacheControl: "no-cache"])
    }

    private func encode(_ status: ForecastEngine.Status, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("model_version", status.choice.version)
        writer.field("kind", "baseline")
        writer.field("source", status.source)
        writer.field("champion", true)
        writer.field("learned_snapshots", status.learnedSnapshots)
        if let learnedUpTo = status.learnedUpTo {
            writer.field("learned_up_to", ZonedTimestamp(learnedUpTo, utcOffsetSeconds: 0))
        }
        writer.field("is_learning_history", status.isLearningHistory)
        writer.key("horizons")
        writer.beginArray()
        for (minutes, usesUsualChange) in zip(ForecastHorizons.minutes, status.choice.usesUsualChange) {
            writer.beginObject()
            writer.field("minutes", minutes)
            writer.field("expectation", usesUsualChange ? "last value + usual change" : "last value")
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    @Sendable
    private func job(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        throw Problem.notFound("There is no such training job: trained models are not there yet.")
    }

    @Sendable
    private func notThereYet(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        throw Problem.notImplemented("Trained models are not there yet: the baseline forecasts, and learns as it goes.")
    }
}
