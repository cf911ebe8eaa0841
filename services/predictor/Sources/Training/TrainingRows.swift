package import GradientBoosting

/// What became of a row's station at one horizon; NaN where the truth is not known.
package struct HorizonLabels: Sendable {
    /// Bikes gained.
    package var change: [Float] = []
    /// Bikes that riders brought and took meanwhile, as far as ten-minute counts show it.
    package var arrivals: [Float] = []
    package var departures: [Float] = []
    /// Free docks then.
    package var docksFree: [Float] = []
}

/// Sampled rows of one part: features of the moment once, those of each horizon and its truths beside them.
package struct TrainingRows: Sendable {
    package let minutes: [Int]
    package internal(set) var state: FeatureTable
    package internal(set) var horizons: [FeatureTable]
    package internal(set) var labels: [HorizonLabels]

    init(minutes: [Int], capacity: Int) {
        self.minutes = minutes
        state = FeatureTable(columnCount: StateFeature.allCases.count, capacity: capacity)
        horizons = minutes.map { _ in FeatureTable(columnCount: HorizonFeature.allCases.count, capacity: capacity) }
        labels = minutes.map { _ in HorizonLabels() }
    }

    package var count: Int { state.rowCount }

    /// The rows of a horizon whose truth is known.
    func knownRows(horizon: Int) -> [Int] {
        labels[horizon].change.indices.filter { labels[horizon].change[$0] == labels[horizon].change[$0] }
    }

    /// Some rows of a horizon, evenly drawn.
    func sample(horizon: Int, limit: Int) -> FeatureTable {
        let stride = max(1, count / max(1, limit))
        return table(horizon: horizon, rows: Array(Swift.stride(from: 0, to: count, by: stride)))
    }

    /// Their features in the order of ``FeatureOrder``.
    func table(horizon: Int, rows: [Int]) -> FeatureTable {
        var table = FeatureTable(columnCount: FeatureOrder.count, capacity: rows.count)
        append(horizon: horizon, rows: rows, to: &table)
        return table
    }

    /// Appends them to a table of such rows.
    func append(horizon: Int, rows: [Int], to table: inout FeatureTable) {
        var row: [Float] = []
        for position in rows {
            row.removeAll(keepingCapacity: true)
            row += state.row(position)
            row += horizons[horizon].row(position)
            table.append(row)
        }
    }
}

/// Draws rows from days: some ticks of a day, some stations of a tick.
struct RowSampler {
    private static let tickShare = 0.4
    private static let unreportedShare = 0.08

    private let rate: Double
    private var generator: SeededGenerator
    let limit: Int
    private(set) var rows: TrainingRows

    /// Draws about `limit` of `expected` rows and never more than a fifth beyond.
    init(minutes: [Int], limit: Int, expected: Int, seed: UInt64) {
        rate = min(1, Double(limit) / Double(max(1, expected)))
        self.limit = limit
        generator = SeededGenerator(seed: seed)
        rows = TrainingRows(minutes: minutes, capacity: min(limit, expected) * 6 / 5)
    }

    /// Draws from one day, whose features `builder` computes.
    mutating func draw(_ day: CityDay, builder: FeatureBuilder) {
        let tickShare = max(Self.tickShare, rate)
        var recent = RecentFrames()
        for (tick, frame) in day.frames.enumerated() {
            guard let frame else { continue }
            recent.append(frame)
            guard generator.unit() < tickShare, rows.count < limit * 6 / 5 else { continue }
            guard let features = builder.features(recent) else { continue }
            draw(features, day: day, tick: tick, rowShare: rate / tickShare)
        }
    }

    private mutating func draw(_ features: CityFeatures, day: CityDay, tick: Int, rowShare: Double) {
        let horizons = rows.minutes.map { features.horizon(minutes: $0) }
        let truths = rows.minutes.map { HorizonTruths(day, tick: tick, minutes: $0) }
        guard truths.contains(where: { $0 != nil }) else { return }
        let bikes = features[.bikes]
        var values: [Float] = []
        for row in features.knownRows where generator.unit() < rowShare {
            values.removeAll(keepingCapacity: true)
            features.state.append(row: row, to: &values)
            // Live sources may not tell when a station reported, though the recording did: models learn to do without.
            if generator.unit() < Self.unreportedShare {
                values[StateFeature.reportAge.index] = .nan
                values[StateFeature.reports60.index] = .nan
            }
            rows.state.append(values)
            for horizon in horizons.indices {
                values.removeAll(keepingCapacity: true)
                horizons[horizon].append(row: row, to: &values)
                rows.horizons[horizon].append(values)
                rows.labels[horizon].append(truths[horizon], row: row, bikes: bikes[row])
            }
        }
    }
}

extension HorizonLabels {
    fileprivate mutating func append(_ truths: HorizonTruths?, row: Int, bikes: Float) {
        change.append((truths?.last.bikes(at: row) ?? .nan) - bikes)
        docksFree.append(truths.flatMap { row < $0.last.stationCount ? $0.last.docksFree[row] : nil } ?? .nan)
        let flows = truths?.flows(row) ?? (.nan, .nan)
        arrivals.append(flows.arrivals)
        departures.append(flows.departures)
    }
}

/// The frames from a tick to a horizon.
struct HorizonTruths {
    let last: CityFrame
    private let steps: [CityFrame]

    /// Nil when the frame at the horizon is missing.
    init?(_ day: CityDay, tick: Int, minutes: Int) {
        guard let last = day.frame(after: minutes, tick: tick) else { return nil }
        self.last = last
        let step = min(10, minutes)
        steps = stride(from: 0, through: minutes, by: step).compactMap { day.frame(after: $0, tick: tick) }
    }

    /// What riders brought and took, from ten minutes to ten minutes.
    func flows(_ row: Int) -> (arrivals: Float, departures: Float) {
        var flows: (arrivals: Float, departures: Float) = (0, 0)
        for (earlier, later) in zip(steps, steps.dropFirst()) {
            let change = later.bikes(at: row) - earlier.bikes(at: row)
            guard abs(change) < DayEvidence.truckBikes else { continue }
            if change > 0 { flows.arrivals += change } else { flows.departures -= change }
        }
        return flows
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    /// A number from 0 up to, not including, 1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
