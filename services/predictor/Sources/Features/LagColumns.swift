import Core

/// The counts of the last three hours on the ten-minute grid, and what was usual then.
struct LagColumns {
    let stationCount: Int
    /// Element step × stations + row, step 0 being now; NaN where unknown.
    let bikes: [Float]
    /// Unix seconds of each step's last report; 0 where the source gives none.
    let reported: [UInt32]
    /// Usual bikes at each step, and bikes usually brought and taken in the ten minutes that end at step s.
    let usualLevel: [Float]
    let usualArrivals: [Float]
    let usualDepartures: [Float]
    private let hasStep: [Bool]

    init(_ grid: [CityFrame?], stationCount: Int, usual: UsualCity) {
        self.stationCount = stationCount
        let size = grid.count * stationCount
        var bikes = [Float](repeating: .nan, count: size)
        var reported = [UInt32](repeating: 0, count: size)
        for (step, frame) in grid.enumerated() {
            guard let frame else { continue }
            for row in 0..<min(stationCount, frame.stationCount) {
                bikes[step * stationCount + row] = frame.bikes[row]
                reported[step * stationCount + row] = frame.reportedAt[row]
            }
        }
        self.bikes = bikes
        self.reported = reported
        hasStep = grid.map { $0 != nil }
        let minute = grid.first.flatMap { $0?.minuteOfDay } ?? 0
        let daily = usual.daily
        let steps = 0..<grid.count
        usualLevel = steps.flatMap { daily.values(daily.level, at: minute - $0 * 10) }
        usualArrivals = steps.flatMap { daily.values(daily.arrivals, at: minute - ($0 + 1) * 10) }
        usualDepartures = steps.flatMap { daily.values(daily.departures, at: minute - ($0 + 1) * 10) }
    }

    var steps: Int { hasStep.count }

    /// The mean of a column over the stations that have a value; NaN without any.
    func cityMean(of column: [Float]) -> Float {
        var sum: Float = 0
        var count: Float = 0
        for value in column where value == value {
            sum += value
            count += 1
        }
        return count > 0 ? sum / count : .nan
    }

    /// How many rides began and ended in the city over the last `steps`, compared with what is usual; NaN when unknown.
    func cityActivity(steps: Int) -> Float {
        var seen: Float = 0
        var usual: Float = 0
        for step in 0..<min(steps, self.steps - 1) where hasStep[step] && hasStep[step + 1] {
            for row in 0..<stationCount {
                let change = bikes[step * stationCount + row] - bikes[(step + 1) * stationCount + row]
                guard abs(change) < DayEvidence.truckBikes else { continue }
                seen += abs(change)
                usual += usualArrivals[step * stationCount + row] + usualDepartures[step * stationCount + row]
            }
        }
        return usual > 1 ? seen / usual : .nan
    }
}

/// One station's last three hours, walked through once.
struct StationLags {
    private let lags: LagColumns
    private let row: Int

    init(_ lags: LagColumns, row: Int) {
        self.lags = lags
        self.row = row
    }

    private func bikes(_ step: Int) -> Float {
        step < lags.steps ? lags.bikes[step * lags.stationCount + row] : .nan
    }

    /// Bikes gained over the last `steps` × 10 minutes.
    func change(_ steps: Int) -> Float { bikes(0) - bikes(steps) }

    /// Everything that takes all steps into account.
    mutating func walked() -> [(StateFeature, Float)] {
        var walk = LagWalk(now: bikes(0))
        for step in 0..<lags.steps - 1 {
            let cell = step * lags.stationCount + row
            walk.step(
                step,
                later: bikes(step),
                earlier: bikes(step + 1),
                usualLevel: lags.usualLevel[cell],
                usualArrivals: lags.usualArrivals[cell],
                usualDepartures: lags.usualDepartures[cell],
                isReport: lags.reported[cell] == 0
                    ? nil : lags.reported[cell] != lags.reported[cell + lags.stationCount]
            )
        }
        return walk.features
    }
}

/// Sums along one station's steps back in time.
private struct LagWalk {
    private let now: Float
    private var arrivals: Float = 0
    private var departures: Float = 0
    private var known: Float = 0
    private var lowest: Float
    private var highest: Float
    private var sinceChange: Float = 180
    private var sinceTruck: Float = 180
    private var hasChanged = false
    private var reports: Float?
    private var trucksIn: Float = 0
    private var trucksOut: Float = 0
    private var anomaly: Float = 0
    private var seen: Float = 0
    private var usual: Float = 0
    private var surplus: Float = 0
    private(set) var features: [(StateFeature, Float)] = []

    init(now: Float) {
        self.now = now
        lowest = now
        highest = now
        features.reserveCapacity(20)
    }

    mutating func step(
        _ step: Int,
        later: Float,
        earlier: Float,
        usualLevel: Float,
        usualArrivals: Float,
        usualDepartures: Float,
        isReport: Bool?
    ) {
        let change = later - earlier
        if change == change {
            known += 1
            anomaly += later - usualLevel
            if abs(change) >= DayEvidence.truckBikes {
                if change > 0 { trucksIn += change } else { trucksOut -= change }
                sinceTruck = min(sinceTruck, Float(step) * 10)
            } else {
                arrivals += max(0, change)
                departures += max(0, -change)
                seen += abs(change)
                usual += usualArrivals + usualDepartures
                surplus += change - (usualArrivals - usualDepartures)
            }
            if !hasChanged, earlier != now {
                hasChanged = true
                sinceChange = Float(step) * 10
            }
        }
        if step < 6 {
            if earlier == earlier {
                lowest = min(lowest, earlier)
                highest = max(highest, earlier)
            }
            if let isReport { reports = (reports ?? 0) + (isReport ? 1 : 0) }
        }
        keep(after: step + 1)
    }

    private mutating func keep(after steps: Int) {
        let isKnown = known > 0
        switch steps {
        case 3:
            features.append((.arrivals30, isKnown ? arrivals : .nan))
            features.append((.departures30, isKnown ? departures : .nan))
        case 6:
            features.append((.arrivals60, isKnown ? arrivals : .nan))
            features.append((.departures60, isKnown ? departures : .nan))
            features.append((.surplus60, isKnown ? surplus : .nan))
            features.append((.aboveLowest60, now - lowest))
            features.append((.belowHighest60, highest - now))
            features.append((.reports60, reports ?? .nan))
        case 12:
            // One usual ride is added to both, so that a quiet station's first ride is no sensation.
            features.append((.activity120, isKnown ? (seen + 1) / (usual + 1) : .nan))
        case RecentFrames.steps:
            features.append((.arrivals180, isKnown ? arrivals : .nan))
            features.append((.departures180, isKnown ? departures : .nan))
            features.append((.surplus180, isKnown ? surplus : .nan))
            features.append((.trucksIn180, isKnown ? trucksIn : .nan))
            features.append((.trucksOut180, isKnown ? trucksOut : .nan))
            features.append((.sinceTruck, isKnown ? sinceTruck : .nan))
            features.append((.sinceChange, isKnown ? sinceChange : .nan))
            features.append((.anomaly180, isKnown ? anomaly / known : .nan))
        default: break
        }
    }
}
