import Core
import Hummingbird
import ServiceKit

/// `/api/accuracy`: how good the forecasts of the last hours were, also by station and district.
struct AccuracyController {
    let board: ForecastBoard
    let repository: any AccuracyRepository
    /// Sums by station; nil leaves stations, districts and calibration out.
    var stations: StationAccuracyLedger?
    /// The district of each station where it is known.
    var districts: @Sendable () async -> [String: String] = { [:] }
    let clock: WallClock

    func addRoutes(to router: Router<AppRequestContext>) {
        router.get("/api/accuracy", use: accuracy)
    }

    /// What was asked for, of which forecasts and hours.
    private struct Question {
        let query: AccuracyQuery
        let run: ForecastRun
        let from: Timestamp
        let to: Timestamp
        /// The newest truth is observed a little before now; a millisecond more takes it in.
        var end: Timestamp { Timestamp(milliseconds: to.milliseconds + 1) }
    }

    @Sendable
    private func accuracy(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let parameters = request.uri.queryParameters.map { (name: String($0.key), value: String($0.value)) }
        let (query, faults) = AccuracyQuery.read(parameters)
        try Self.refuse(faults)
        guard let run = board.current?.run else {
            throw Problem.unavailable("No forecast is there yet; /health tells why.", retryAfter: 5)
        }
        let to = max(clock.now(), run.basedOn)
        let from = to.advanced(bySeconds: Int64(-query.hours * 3600))
        let question = Question(query: query, run: run, from: from, to: to)
        let totals = try await repository.totals(
            source: run.source,
            from: from,
            to: question.end,
            utcOffsetSeconds: run.utcOffsetSeconds
        )
        let report = AccuracyReport(
            totals,
            source: run.source,
            from: from,
            to: to,
            utcOffsetSeconds: run.utcOffsetSeconds,
            minutes: query.minutes,
            hourMinutes: query.grouping == .hour ? query.primaryMinutes : AccuracyQuery().primaryMinutes
        )
        let detail = report.horizons.isEmpty ? try await emptiness(of: question, scored: !totals.isEmpty) : nil
        let addStations = try await stationFields(question)
        var writer = JSONWriter(capacity: 8192)
        report.encode(into: &writer, clock: clock) { writer in
            addStations(&writer)
            if let detail { writer.field("detail", detail) }
        }
        return .json(writer.bytes, headers: [.cacheControl: "no-cache"])
    }

    /// Reads the sums by station and returns what writes them.
    private func stationFields(_ question: Question) async throws -> (inout JSONWriter) -> Void {
        guard let stations else { return { _ in } }
        let (query, source) = (question.query, question.run.source)
        var lists: StationAccuracyReport?
        if query.wantsStations || query.wantsDistricts {
            let districts = await districts()
            try Self.refuse([unknownDistrict(query, districts)].compactMap(\.self))
            let totals = try await stations.stationTotals(
                source: source,
                from: question.from,
                to: question.end,
                minutes: query.listedMinutes,
                stationID: query.stationID
            )
            if totals.isEmpty { try Self.refuse([unknownStation(query)].compactMap(\.self)) }
            lists = StationAccuracyReport(totals, query: query, districts: districts)
        }
        let calibration = try await stations.emptyCalibration(source: source, from: question.from, to: question.end)
        let offset = question.run.utcOffsetSeconds
        return { writer in
            writer.key("days")
            writer.beginObject()
            writer.field("from", LocalDay.date(of: question.from, utcOffsetSeconds: offset))
            writer.field("to", LocalDay.date(of: question.to, utcOffsetSeconds: offset))
            writer.endObject()
            lists?.encode(into: &writer)
            calibration.encodeField(wanted: query.primaryMinutes, into: &writer)
        }
    }

    /// Why there are no scores, and when the first will come.
    private func emptiness(of question: Question, scored: Bool) async throws -> String {
        guard !scored else { return "No forecast of these horizons was scored in these hours." }
        let offset = question.run.utcOffsetSeconds
        if let last = try await repository.lastTruth(source: question.run.source) {
            return "No forecast was scored in these hours; the newest score is of "
                + "\(ZonedTimestamp(last, utcOffsetSeconds: offset).rfc3339)."
        }
        let soonest = Int64((question.query.minutes ?? Set(ForecastHorizons.minutes)).min() ?? 0) * 60
        let first = question.run.basedOn.advanced(bySeconds: soonest)
        return "No forecast has been scored yet: the first score comes with the snapshot of "
            + "\(ZonedTimestamp(first, utcOffsetSeconds: offset).rfc3339)."
    }

    private func unknownStation(_ query: AccuracyQuery) -> AccuracyQuery.Fault? {
        guard let id = query.stationID, board.current?.rows[id] == nil else { return nil }
        return AccuracyQuery.Fault(parameter: "station", message: "is no station that is forecast")
    }

    private func unknownDistrict(_ query: AccuracyQuery, _ districts: [String: String]) -> AccuracyQuery.Fault? {
        guard let district = query.district, !districts.values.contains(district) else { return nil }
        let known = Set(districts.values).subtracting([""]).sorted().prefix(40).joined(separator: ", ")
        let message = known.isEmpty ? "is unknown: no station's district is known" : "must be one of \(known)"
        return AccuracyQuery.Fault(parameter: "district", message: message)
    }

    private static func refuse(_ faults: [AccuracyQuery.Fault]) throws {
        guard !faults.isEmpty else { return }
        throw Problem.badRequest(
            "The query has parameters that cannot be understood.",
            errors: faults.map { Problem.FieldError(field: $0.parameter, message: $0.message) }
        )
    }
}
