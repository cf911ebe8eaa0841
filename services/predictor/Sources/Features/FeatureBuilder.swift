import Core

/// Computes the features of every station from the frames of the last three hours and what is usual on the day.
///
/// Nothing from after the newest frame enters, and nothing of the same day but those three hours: the same frames give
/// the same features whether they came one by one or were read back.
package struct FeatureBuilder: Sendable {
    private let geometry: CityGeometry
    package let usual: UsualCity

    package init(usual: UsualCity, geometry: CityGeometry) {
        self.usual = usual
        self.geometry = geometry
    }

    /// The features at the newest frame; nil without one.
    package func features(_ recent: RecentFrames) -> CityFeatures? {
        guard let newest = recent.newest else { return nil }
        let lags = LagColumns(recent.grid(), stationCount: usual.stationCount, usual: usual)
        var state = [[Float]](
            repeating: [Float](repeating: .nan, count: usual.stationCount),
            count: StateFeature.allCases.count
        )
        fillStations(&state, newest: newest, lags: lags)
        fillSurroundings(&state, lags: lags)
        return CityFeatures(
            at: newest.at,
            minuteOfDay: newest.minuteOfDay,
            usual: usual,
            geometry: geometry,
            state: state
        )
    }

    private func fillStations(_ state: inout [[Float]], newest: CityFrame, lags: LagColumns) {
        let minute = newest.minuteOfDay
        let weekday = Float(CivilTime.weekday(daysSinceEpoch: newest.localDay))
        let levels = usual.daily.values(usual.daily.level, at: minute)
        let recentLevels = usual.recent.values(usual.recent.level, at: minute)
        for row in 0..<min(newest.stationCount, usual.stationCount) {
            let bikes = newest.bikes[row]
            guard bikes == bikes else { continue }
            let docks = newest.docksFree[row]
            let racks = newest.racks[row]
            let level = levels[levels.startIndex + row]
            var station = StationLags(lags, row: row)
            let values: [(StateFeature, Float)] = [
                (.bikes, bikes), (.docksFree, docks), (.racks, racks), (.fill, bikes / max(1, bikes + docks)),
                (.blocked, racks - bikes - docks), (.minuteOfDay, Float(minute)), (.weekday, weekday),
                (.dayOff, usual.isDayOff ? 1 : 0), (.change10, station.change(1)), (.change20, station.change(2)),
                (.change30, station.change(3)), (.change60, station.change(6)), (.change120, station.change(12)),
                (.change180, station.change(18)), (.usualLevel, level), (.anomaly, bikes - level),
                (.recentAnomaly, bikes - recentLevels[recentLevels.startIndex + row]),
                (.stationLevel, usual.daily.stationLevel[row]), (.stationFlow, usual.daily.stationFlow[row]),
                (.stationEmpty, usual.daily.stationEmpty[row]), (.stationFull, usual.daily.stationFull[row]),
                (.stationDays, min(30, usual.daily.stationDays[row])),
            ]
            for (feature, value) in values { state[feature.index][row] = value }
            for (feature, value) in station.walked() { state[feature.index][row] = value }
            let age = newest.reportedAt[row] == 0 ? .nan : Float(newest.at.seconds - Int64(newest.reportedAt[row])) / 60
            // `min` would take a missing age for the limit.
            state[StateFeature.reportAge.index][row] = age > 180 ? 180 : age
        }
    }

    private func fillSurroundings(_ state: inout [[Float]], lags: LagColumns) {
        let stations = state
        let column = { (feature: StateFeature) in stations[feature.index] }
        let empty = column(.bikes).map { $0 == $0 ? ($0 == 0 ? 1 : 0) : .nan } as [Float]
        let around: [(StateFeature, CityGeometry.Neighbours, [Float])] = [
            (.nearChange10, geometry.near, column(.change10)), (.nearChange30, geometry.near, column(.change30)),
            (.nearFill, geometry.near, column(.fill)), (.nearAnomaly, geometry.near, column(.anomaly)),
            (.nearEmpty, geometry.near, empty), (.nearSurplus60, geometry.near, column(.surplus60)),
            (.ringChange30, geometry.ring, column(.change30)), (.ringArrivals60, geometry.ring, column(.arrivals60)),
            (.ringDepartures60, geometry.ring, column(.departures60)),
            (.ringActivity120, geometry.ring, column(.activity120)),
        ]
        let means = around.map { ($0.0, $0.1.mean(of: $0.2)) }
        for (feature, values) in means { state[feature.index] = values }
        let present = column(.bikes)
        let change = lags.cityMean(of: column(.change30))
        let (short, long) = (lags.cityActivity(steps: 3), lags.cityActivity(steps: 12))
        for row in present.indices where present[row] == present[row] {
            state[StateFeature.cityChange30.index][row] = change
            state[StateFeature.cityActivity30.index][row] = short
            state[StateFeature.cityActivity120.index][row] = long
        }
    }
}
