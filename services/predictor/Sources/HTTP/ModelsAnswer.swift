import Core

/// The answer of `/ai/models`.
struct ModelsAnswer {
    let status: ModelDirector.Status
    let engine: ForecastEngine.Status?
    var drift: DriftReport?
    var versions: [ModelSummary]
    var servedAt: (time: ZonedTimestamp, version: String?)?
    var problem: String?

    /// Entries of the promotion history that are told, newest first.
    private static let historyLimit = 100

    func json() -> [UInt8] {
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        writer.field("champion", engine?.champion ?? engine?.choice.version ?? status.champion ?? "baseline-last-value")
        if let problem = problem ?? status.problem ?? engine?.championProblem { writer.field("problem", problem) }
        if let servedAt {
            writer.key("served_at")
            writer.beginObject()
            writer.field("at", servedAt.time)
            if let version = servedAt.version {
                writer.field("model_version", version)
            } else {
                writer.key("model_version"); writer.null()
            }
            writer.endObject()
        }
        writer.key("models")
        writer.beginArray()
        for version in versions { encode(version, into: &writer) }
        if let engine { encode(engine, into: &writer) }
        writer.endArray()
        if let drift {
            writer.key("drift")
            drift.encode(into: &writer)
        }
        writer.key("history")
        writer.beginArray()
        for entry in status.record.history.suffix(Self.historyLimit).reversed() { encode(entry, into: &writer) }
        writer.endArray()
        writer.field("head_hash", status.record.headHash)
        writer.endObject()
        return writer.bytes
    }

    private func encode(_ version: ModelSummary, into writer: inout JSONWriter) {
        let name = version.version.description
        let isServing = engine?.champion == name
        writer.beginObject()
        writer.field("model_version", name)
        writer.field("kind", "trained")
        writer.field("champion", status.champion == name)
        writer.field("serving", isServing)
        writer.field("shadow", status.shadows.contains(name))
        writer.field("published_at", ZonedTimestamp(version.publishedAt, utcOffsetSeconds: 0))
        writer.field("bytes", version.bytes)
        if isServing, let engine {
            writer.key("baseline_stations")
            writer.beginObject()
            for (minutes, count) in zip(ForecastHorizons.minutes, engine.fallbackStations) {
                writer.field("\(minutes)", count)
            }
            writer.endObject()
        }
        writer.endObject()
    }

    private func encode(_ engine: ForecastEngine.Status, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("model_version", engine.choice.version)
        writer.field("kind", "baseline")
        writer.field("source", engine.source)
        writer.field("champion", engine.champion == nil)
        writer.field("serving", engine.champion == nil)
        writer.field("learned_snapshots", engine.learnedSnapshots)
        if let learnedUpTo = engine.learnedUpTo {
            writer.field("learned_up_to", ZonedTimestamp(learnedUpTo, utcOffsetSeconds: 0))
        }
        writer.field("is_learning_history", engine.isLearningHistory)
        writer.key("horizons")
        writer.beginArray()
        for (minutes, usesUsualChange) in zip(ForecastHorizons.minutes, engine.choice.usesUsualChange) {
            writer.beginObject()
            writer.field("minutes", minutes)
            writer.field("expectation", usesUsualChange ? "last value + usual change" : "last value")
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    private func encode(_ entry: PromotionEntry, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("sequence", entry.sequence)
        writer.field("at", ZonedTimestamp(entry.at, utcOffsetSeconds: 0))
        writer.field("action", entry.action.rawValue)
        writer.field("model_version", entry.version.description)
        if let previous = entry.previous { writer.field("previous", previous.description) }
        writer.field("by", entry.by)
        writer.field("reason", entry.reason)
        writer.key("metrics")
        writer.beginObject()
        for (name, value) in entry.metrics.sorted(by: { $0.key < $1.key }) { writer.field(name, value, decimals: 6) }
        writer.endObject()
        writer.field("hash", entry.hash)
        writer.endObject()
    }
}
