import Core

extension Evaluation {
    private static let stationLimit = 20

    /// The evaluation as one JSON object; numbers in full precision, null where nothing was judged.
    ///
    /// With a calendar each day says whether people were off work.
    package func json(calendar: HolidayCalendar? = nil) -> [UInt8] {
        var writer = JSONWriter(capacity: 1 << 16)
        writer.beginObject()
        writer.field("source", source)
        writer.field("model_version", modelVersion)
        writer.key("days")
        writer.beginArray()
        for day in days { writer.string(PageText.date(day)) }
        writer.endArray()
        writer.field("stations", judgedStationCount)
        writer.key("horizons")
        writer.beginArray()
        for horizon in horizons { write(horizon, calendar: calendar, to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private func write(_ horizon: HorizonEvaluation, calendar: HolidayCalendar?, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("minutes", horizon.minutes)
        writer.sums(horizon.total)
        writer.key("pit_deciles")
        writer.beginArray()
        for decile in horizon.pitCounts.indices { writer.exact(horizon.pitShares?[decile]) }
        writer.endArray()
        let isJudged = horizon.total.count > 0
        writer.field("empty_largest_error", exact: isJudged ? horizon.empty.largestError : nil)
        writer.field("full_largest_error", exact: isJudged ? horizon.full.largestError : nil)
        writer.field("empty_reliability", bins: horizon.empty.bins())
        writer.field("full_reliability", bins: horizon.full.bins())
        write(hours: horizon, to: &writer)
        write(days: horizon, calendar: calendar, to: &writer)
        write(stations: horizon, to: &writer)
        writer.endObject()
    }

    private func write(hours horizon: HorizonEvaluation, to writer: inout JSONWriter) {
        writer.key("by_hour")
        writer.beginArray()
        for (hour, sums) in horizon.byHour.enumerated() where sums.count > 0 {
            writer.beginObject()
            writer.field("hour", hour)
            writer.sums(sums)
            writer.endObject()
        }
        writer.endArray()
    }

    private func write(days horizon: HorizonEvaluation, calendar: HolidayCalendar?, to writer: inout JSONWriter) {
        writer.key("by_day")
        writer.beginArray()
        for (day, sums) in horizon.byDay.sorted(by: { $0.key < $1.key }) {
            writer.beginObject()
            writer.field("day", PageText.date(day))
            if let calendar { writer.field("day_off", calendar.isDayOff(day)) }
            writer.sums(sums)
            writer.endObject()
        }
        writer.endArray()
    }

    /// The stations at which the model is worse than the last value by most.
    private func write(stations horizon: HorizonEvaluation, to writer: inout JSONWriter) {
        writer.key("worst_stations")
        writer.beginArray()
        for entry in StationRanking(horizon, stationIDs: stationIDs).worstByExcess(Self.stationLimit) {
            writer.beginObject()
            writer.field("station_id", entry.stationID)
            writer.sums(entry.sums)
            writer.endObject()
        }
        writer.endArray()
    }
}

extension JSONWriter {
    /// Writes the shortest digits that read back as the same number; null for what is none.
    fileprivate mutating func exact(_ value: Double?) {
        guard let value, value.isFinite else { return null() }
        raw("\(value)".utf8)
    }

    fileprivate mutating func field(_ name: String, exact value: Double?) {
        key(name)
        exact(value)
    }

    /// Writes the measures of an open object; their names are a contract.
    fileprivate mutating func sums(_ sums: EvaluationSums) {
        func mean(_ value: Double) -> Double? { sums.count > 0 ? value : nil }
        field("n", sums.count)
        field("rmse", exact: mean(sums.rmse))
        field("rmse_last", exact: mean(sums.rmseLast))
        field("mae_median", exact: mean(sums.mean(sums.absolute)))
        field("mae_last", exact: mean(sums.mean(sums.absoluteLast)))
        field("pinball", exact: mean(sums.pinballMean))
        field("pinball_last", exact: mean(sums.pinballLastMean))
        field("brier_empty", exact: mean(sums.mean(sums.brierEmpty)))
        field("brier_empty_last", exact: mean(sums.mean(sums.brierEmptyLast)))
        field("brier_empty_by_count", exact: mean(sums.mean(sums.brierEmptyByCount)))
        field("brier_full", exact: mean(sums.mean(sums.brierFull)))
    }

    fileprivate mutating func field(_ name: String, bins: [Reliability.Bin]) {
        key(name)
        beginArray()
        for bin in bins {
            beginObject()
            field("n", Int(bin.count))
            field("forecast", exact: bin.forecast)
            field("observed", exact: bin.observed)
            endObject()
        }
        endArray()
    }
}
