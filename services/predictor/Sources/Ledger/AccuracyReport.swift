package import Core

/// What `/api/accuracy` answers: how good the forecasts of a window were, by horizon, by hour of the day and by model.
package struct AccuracyReport: Sendable {
    package let source: String
    package let from: Timestamp
    package let to: Timestamp
    package let utcOffsetSeconds: Int
    /// By horizon, ten minutes first.
    package let horizons: [(minutes: Int, sums: AccuracySums)]
    /// By local hour, of the ten-minute forecasts unless others were asked for.
    package let hours: [(hour: Int, minutes: Int, sums: AccuracySums)]
    /// Runs scored at ten minutes, by model version, and their sums.
    package let modelVersions: [(version: String, runs: Int, sums: AccuracySums)]

    /// Adds up `totals`, of the horizons in `minutes` only when that is given; hours of the horizons in `hourMinutes`.
    package init(
        _ totals: [AccuracyTotal],
        source: String,
        from: Timestamp,
        to: Timestamp,
        utcOffsetSeconds: Int,
        minutes: Set<Int>? = nil,
        hourMinutes: Set<Int> = [ForecastHorizons.minutes[ForecastHorizons.primary]]
    ) {
        self.source = source
        self.from = from
        self.to = to
        self.utcOffsetSeconds = utcOffsetSeconds
        let wanted = totals.filter { total in minutes.map { $0.contains(total.minutes) } ?? true }
        horizons = ForecastHorizons.minutes.compactMap { minutes in
            let sums = Self.sum(wanted.filter { $0.minutes == minutes })
            return sums.count > 0 ? (minutes, sums) : nil
        }
        let primary = totals.filter { $0.minutes == ForecastHorizons.minutes[ForecastHorizons.primary] }
        hours = ForecastHorizons.minutes.filter(hourMinutes.contains).flatMap { minutes in
            let own = totals.filter { $0.minutes == minutes }
            return Set(own.map(\.hour)).sorted().map { hour in
                (hour, minutes, Self.sum(own.filter { $0.hour == hour }))
            }
        }
        modelVersions = Set(primary.map(\.modelVersion)).sorted().map { version in
            let own = primary.filter { $0.modelVersion == version }
            return (version, own.reduce(0) { $0 + $1.runs }, Self.sum(own))
        }
    }

    /// Writes the answer; `clock` says when it was asked for, `more` writes further fields.
    package func encode(
        into writer: inout JSONWriter,
        clock: WallClock,
        more: (inout JSONWriter) -> Void = { _ in }
    ) {
        let now = clock.now()
        writer.beginObject()
        writer.key("snapshot")
        writer.beginObject()
        writer.field("source", source)
        writer.field("from", ZonedTimestamp(from, utcOffsetSeconds: utcOffsetSeconds))
        writer.field("to", ZonedTimestamp(to, utcOffsetSeconds: utcOffsetSeconds))
        writer.field("hours", to.secondsSince(from) / 3600, decimals: 2)
        clock.encodeField(into: &writer, now: now, utcOffsetSeconds: utcOffsetSeconds)
        writer.endObject()
        encodeLists(into: &writer)
        more(&writer)
        writer.endObject()
    }

    private func encodeLists(into writer: inout JSONWriter) {
        writer.key("horizons")
        writer.beginArray()
        for (minutes, sums) in horizons {
            writer.beginObject()
            writer.field("minutes", minutes)
            sums.encodeMeasures(into: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.key("by_hour")
        writer.beginArray()
        for (hour, minutes, sums) in hours {
            writer.beginObject()
            writer.field("hour", hour)
            writer.field("minutes", minutes)
            sums.encodeMeasures(into: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.key("model_versions")
        writer.beginArray()
        for (version, runs, sums) in modelVersions {
            writer.beginObject()
            writer.field("model_version", version)
            writer.field("runs", runs)
            sums.encodeMeasures(into: &writer)
            writer.endObject()
        }
        writer.endArray()
    }

    private static func sum(_ totals: [AccuracyTotal]) -> AccuracySums {
        totals.reduce(into: AccuracySums()) { $0.add($1.sums) }
    }
}

extension AccuracySums {
    /// Writes the measures of accuracy as fields of an object.
    func encodeMeasures(into writer: inout JSONWriter) {
        writer.field("n", count)
        writer.field("rmse", rootMeanSquare, decimals: 4)
        writer.field("rmse_last", rootMeanSquareLast, decimals: 4)
        writer.field("skill_rmse", skill, decimals: 4)
        writer.field("mae_median", mean(absoluteError), decimals: 4)
        writer.field("mae_last", mean(absoluteErrorLast), decimals: 4)
        writer.field("pinball", mean(pinball), decimals: 4)
        // The last value as all three quantiles: their levels average one half.
        writer.field("pinball_last", mean(absoluteErrorLast) / 2, decimals: 4)
        writer.field("brier_empty", mean(brierEmpty), decimals: 5)
        writer.field("brier_empty_last", mean(brierEmptyLast), decimals: 5)
        writer.field("brier_full", mean(brierFull), decimals: 5)
        writer.field("coverage_80", mean(Double(covered)), decimals: 4)
    }

    /// 1 − RMSE / RMSE of the last value; 0 when nothing ever changed.
    package var skill: Double { squaredErrorLast > 0 ? 1 - rootMeanSquare / rootMeanSquareLast : 0 }
}
