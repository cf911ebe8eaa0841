package import Core

/// Sums by station, and calibration, of the truths that were gathered since the last write: a batch for the ledger.
package struct StationAccuracyBuffer: Sendable {
    /// A local day of a source.
    package struct Day: Hashable, Sendable {
        package var source: String
        /// Its midnight.
        package var start: Timestamp

        package init(source: String, start: Timestamp) {
            self.source = source
            self.start = start
        }
    }

    /// The snapshot that was the truth.
    package struct Truth: Hashable, Sendable {
        package var source: String
        package var at: Timestamp

        package init(source: String, at: Timestamp) {
            self.source = source
            self.at = at
        }
    }

    /// What is added up over a day.
    package struct DaySums: Sendable {
        /// Aligned with the sums of each horizon.
        package private(set) var stationIDs: [String] = []
        /// By minutes; stations at the end may be missing.
        package private(set) var sums: [Int: [AccuracySums]] = [:]
        /// By minutes.
        package private(set) var calibration: [Int: EmptyCalibration] = [:]
        private var rows: [String: Int] = [:]

        mutating func row(of stationID: String) -> Int {
            if let row = rows[stationID] { return row }
            rows[stationID] = stationIDs.count
            stationIDs.append(stationID)
            return stationIDs.count - 1
        }

        mutating func add(_ outcome: ForecastOutcome, row: Int, minutes: Int) {
            withSums(row: row, minutes: minutes) { $0.add(outcome) }
            calibration[minutes, default: EmptyCalibration()].add(outcome)
        }

        mutating func add(_ other: DaySums) {
            let ownRows = other.stationIDs.map { row(of: $0) }
            for (minutes, column) in other.sums {
                for (position, sums) in column.enumerated() where sums.count > 0 {
                    withSums(row: ownRows[position], minutes: minutes) { $0.add(sums) }
                }
            }
            for (minutes, bins) in other.calibration { calibration[minutes, default: EmptyCalibration()].add(bins) }
        }

        private mutating func withSums(row: Int, minutes: Int, _ change: (inout AccuracySums) -> Void) {
            let missing = row + 1 - (sums[minutes]?.count ?? 0)
            if missing > 0 { sums[minutes, default: []] += [AccuracySums](repeating: AccuracySums(), count: missing) }
            change(&sums[minutes, default: []][row])
        }
    }

    package private(set) var days: [Day: DaySums] = [:]
    package private(set) var truths: Set<Truth> = []

    package init() {}

    package var isEmpty: Bool { truths.isEmpty }

    /// Sums held: stations times horizons times days. Each takes about a hundred bytes.
    package var sumCount: Int { days.values.reduce(0) { $0 + $1.sums.values.reduce(0) { $0 + $1.count } } }

    /// Takes all forecasts of a truth; one that is there already is left out.
    package mutating func add(_ settled: SettledTruth) {
        let truth = settled.truth
        guard truths.insert(Truth(source: settled.source, at: truth.observedAt)).inserted else { return }
        let minutes = settled.forecasts.map { $0.run.horizons[$0.horizon].minutes }
        let start = LocalDay.start(of: truth.observedAt, utcOffsetSeconds: truth.utcOffsetSeconds)
        withDay(Day(source: settled.source, start: start)) { day in
            settled.forEachOutcome { position, forecast, outcome in
                day.add(outcome, row: day.row(of: truth.stationIDs[position]), minutes: minutes[forecast])
            }
        }
    }

    /// Takes the forecasts of one station that share a truth.
    mutating func add(
        _ outcomes: [(minutes: Int, outcome: ForecastOutcome)],
        stationID: String,
        source: String,
        at time: ZonedTimestamp
    ) {
        truths.insert(Truth(source: source, at: time.instant))
        let start = LocalDay.start(of: time.instant, utcOffsetSeconds: time.utcOffsetSeconds)
        withDay(Day(source: source, start: start)) { day in
            let row = day.row(of: stationID)
            for (minutes, outcome) in outcomes { day.add(outcome, row: row, minutes: minutes) }
        }
    }

    /// Takes what was gathered elsewhere, of other truths.
    package mutating func add(_ other: StationAccuracyBuffer) {
        truths.formUnion(other.truths)
        for (day, sums) in other.days { withDay(day) { $0.add(sums) } }
    }

    /// Takes out the days that are over at `time`, with their truths.
    mutating func removeDays(endingBy time: Timestamp) -> StationAccuracyBuffer {
        var removed = StationAccuracyBuffer()
        for day in days.keys where day.start.advanced(bySeconds: LocalDay.seconds) <= time {
            removed.days[day] = days.removeValue(forKey: day)
            let ended = truths.filter { day.contains($0) }
            removed.truths.formUnion(ended)
            truths.subtract(ended)
        }
        return removed
    }

    private mutating func withDay(_ day: Day, _ change: (inout DaySums) -> Void) {
        // Taken out, the arrays have one owner and are changed in place.
        var sums = days.removeValue(forKey: day) ?? DaySums()
        change(&sums)
        days[day] = sums
    }
}

extension StationAccuracyBuffer.Day {
    func contains(_ truth: StationAccuracyBuffer.Truth) -> Bool {
        truth.source == source && truth.at >= start && truth.at < start.advanced(bySeconds: LocalDay.seconds)
    }
}
