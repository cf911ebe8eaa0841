package import Core
package import GradientBoosting

/// Every station's features at one moment, in columns; row `r` belongs to row `r` of the ``StationIndex``.
package struct CityFeatures: Sendable {
    package let at: Timestamp
    package let stationCount: Int
    /// One column a ``StateFeature``, in its order.
    package internal(set) var state: [[Float]]
    let usual: UsualCity
    let minuteOfDay: Int
    private let geometry: CityGeometry

    init(at: Timestamp, minuteOfDay: Int, usual: UsualCity, geometry: CityGeometry, state: [[Float]]) {
        self.at = at
        self.minuteOfDay = minuteOfDay
        self.usual = usual
        self.geometry = geometry
        self.state = state
        stationCount = usual.stationCount
    }

    package subscript(feature: StateFeature) -> [Float] { state[feature.index] }

    /// The columns of ``HorizonFeature`` for a horizon of `minutes`, in its order.
    package func horizon(minutes: Int) -> [[Float]] {
        let daily = usual.daily
        let arrivals = daily.sum(daily.arrivals, from: minuteOfDay, minutes: minutes)
        let departures = daily.sum(daily.departures, from: minuteOfDay, minutes: minutes)
        let change = difference(arrivals, departures)
        let wide = difference(
            daily.sum(daily.wideArrivals, from: minuteOfDay, minutes: minutes),
            daily.sum(daily.wideDepartures, from: minuteOfDay, minutes: minutes)
        )
        let recent = usual.recent
        let recentChange = difference(
            recent.sum(recent.arrivals, from: minuteOfDay, minutes: minutes),
            recent.sum(recent.departures, from: minuteOfDay, minutes: minutes)
        )
        let then = minuteOfDay + minutes
        let levelThen = Array(daily.values(daily.level, at: then))
        let activity = self[.activity120]
        return HorizonFeature.allCases.map { feature in
            switch feature {
            case .usualChange: change
            case .usualWideChange: wide
            case .recentChange: recentChange
            case .usualArrivals: arrivals
            case .usualDepartures: departures
            case .usualEmpty: Array(daily.values(daily.empty, at: then))
            case .usualFull: Array(daily.values(daily.full, at: then))
            case .usualTrucksIn: daily.sum(daily.trucksIn, from: minuteOfDay, minutes: minutes)
            case .usualTrucksOut: daily.sum(daily.trucksOut, from: minuteOfDay, minutes: minutes)
            case .levelThen: levelThen
            case .levelChange: difference(levelThen, self[.usualLevel])
            case .recentLevelChange:
                difference(
                    Array(recent.values(recent.level, at: then)),
                    Array(recent.values(recent.level, at: minuteOfDay))
                )
            case .nearUsualChange: geometry.near.mean(of: change)
            case .scaledFlow: zip(zip(arrivals, departures), activity).map { ($0.0 + $0.1) * $1 }
            }
        }
    }

    private func difference(_ left: [Float], _ right: [Float]) -> [Float] { zip(left, right).map { $0 - $1 } }
}

extension CityFeatures {
    /// The rows whose station is known now.
    package var knownRows: [Int] {
        let bikes = self[.bikes]
        return bikes.indices.filter { bikes[$0] == bikes[$0] }
    }

    /// A horizon's features of `rows` in the order of ``FeatureOrder``.
    package func columns(minutes: Int, rows: [Int]) -> FeatureColumns {
        var columns = FeatureColumns(columnCount: FeatureOrder.count, rowCount: rows.count)
        for (position, column) in (state + horizon(minutes: minutes)).enumerated() {
            let base = position * rows.count
            for (target, row) in rows.enumerated() { columns.values[base + target] = column[row] }
        }
        return columns
    }
}
