package import Core
package import GradientBoosting

/// Every station's features at one moment, in columns; row `r` belongs to row `r` of the ``StationIndex``.
package struct CityFeatures: Sendable {
    package let at: Timestamp
    package let stationCount: Int
    /// One column a ``StateFeature``, in its order.
    package let state: FeatureMatrix
    let usual: UsualCity
    let minuteOfDay: Int
    private let geometry: CityGeometry

    init(at: Timestamp, minuteOfDay: Int, usual: UsualCity, geometry: CityGeometry, state: FeatureMatrix) {
        self.at = at
        self.minuteOfDay = minuteOfDay
        self.usual = usual
        self.geometry = geometry
        self.state = state
        stationCount = usual.stationCount
    }

    /// One feature of every row.
    package subscript(feature: StateFeature) -> [Float] { Array(state[feature.index]) }

    /// The columns of ``HorizonFeature`` for a horizon of `minutes`, in its order.
    package func horizon(minutes: Int) -> FeatureMatrix {
        var columns = FeatureMatrix(columnCount: HorizonFeature.allCases.count, rowCount: stationCount)
        fillUsual(&columns, minutes: minutes)
        fillThen(&columns, at: minuteOfDay + minutes)
        geometry.near.means(
            of: [(HorizonFeature.usualChange.index, false)],
            to: [HorizonFeature.nearUsualChange.index],
            in: &columns
        )
        return columns
    }

    /// What usually happens until then.
    private func fillUsual(_ columns: inout FeatureMatrix, minutes: Int) {
        let (daily, recent) = (usual.daily, usual.recent)
        let sum = { (table: [Float]) in daily.sum(table, from: minuteOfDay, minutes: minutes) }
        let (arrivals, departures) = (sum(daily.arrivals), sum(daily.departures))
        columns.set(.usualArrivals, arrivals)
        columns.set(.usualDepartures, departures)
        columns.set(.usualChange, difference(arrivals, departures))
        columns.set(.usualWideChange, difference(sum(daily.wideArrivals), sum(daily.wideDepartures)))
        columns.set(
            .recentChange,
            difference(
                recent.sum(recent.arrivals, from: minuteOfDay, minutes: minutes),
                recent.sum(recent.departures, from: minuteOfDay, minutes: minutes)
            )
        )
        columns.set(.usualTrucksIn, sum(daily.trucksIn))
        columns.set(.usualTrucksOut, sum(daily.trucksOut))
        let activity = self[.activity120]
        columns.set(.scaledFlow, zip(zip(arrivals, departures), activity).map { ($0.0 + $0.1) * $1 })
    }

    /// What is usual at minute `then`, and how it differs from now.
    private func fillThen(_ columns: inout FeatureMatrix, at then: Int) {
        let (daily, recent) = (usual.daily, usual.recent)
        let level = Array(daily.values(daily.level, at: then))
        columns.set(.usualEmpty, Array(daily.values(daily.empty, at: then)))
        columns.set(.usualFull, Array(daily.values(daily.full, at: then)))
        columns.set(.levelThen, level)
        columns.set(.levelChange, zip(level, self[.usualLevel]).map { $0 - $1 })
        columns.set(
            .recentLevelChange,
            zip(recent.values(recent.level, at: then), recent.values(recent.level, at: minuteOfDay)).map { $0 - $1 }
        )
    }

    private func difference(_ left: [Float], _ right: [Float]) -> [Float] { zip(left, right).map { $0 - $1 } }
}

extension FeatureMatrix {
    fileprivate mutating func set(_ feature: HorizonFeature, _ values: [Float]) { set(feature.index, to: values) }
}

extension CityFeatures {
    /// The rows whose station is known now.
    package var knownRows: [Int] { knownRuns.flatMap(Array.init) }

    /// The same as runs of rows that follow one another.
    private var knownRuns: [Range<Int>] {
        let bikes = self[.bikes]
        return Self.runs(bikes.indices.lazy.filter { bikes[$0] == bikes[$0] })
    }

    private static func runs(_ rows: some Sequence<Int>) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for row in rows {
            if let last = runs.last, last.upperBound == row {
                runs[runs.count - 1] = last.lowerBound..<row + 1
            } else {
                runs.append(row..<row + 1)
            }
        }
        return runs
    }

    /// A horizon's features of `rows` in the order of ``FeatureOrder``.
    package func columns(minutes: Int, rows: [Int]) -> FeatureColumns {
        var values: [Float] = []
        values.reserveCapacity(FeatureOrder.count * rows.count)
        let runs = Self.runs(rows)
        state.append(runs, to: &values)
        horizon(minutes: minutes).append(runs, to: &values)
        return FeatureColumns(columnCount: FeatureOrder.count, rowCount: rows.count, values: values)
    }
}
