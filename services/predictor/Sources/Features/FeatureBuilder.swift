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
        var state = FeatureMatrix(columnCount: StateFeature.allCases.count, rowCount: usual.stationCount)
        let lags = LagColumns(recent.grid(), stationCount: usual.stationCount, usual: usual)
        let city = StationFeatures(newest: newest, lags: lags, usual: usual).fill(&state)
        fillReportAges(&state, newest: newest)
        fillSurroundings(&state)
        fillCity(&state, city)
        return CityFeatures(
            at: newest.at,
            minuteOfDay: newest.minuteOfDay,
            usual: usual,
            geometry: geometry,
            state: state
        )
    }

    private func fillReportAges(_ state: inout FeatureMatrix, newest: CityFrame) {
        let start = StateFeature.reportAge.index * state.stride
        for row in 0..<min(newest.stationCount, state.rowCount) where newest.bikes[row] == newest.bikes[row] {
            guard newest.reportedAt[row] != 0 else { continue }
            state.values[start + row] = min(180, Float(newest.at.seconds - Int64(newest.reportedAt[row])) / 60)
        }
    }

    /// What the neighbours and the wider ring did; of a station that is not known now too.
    private func fillSurroundings(_ state: inout FeatureMatrix) {
        let near: [(target: StateFeature, source: StateFeature)] = [
            (.nearChange10, .change10), (.nearChange30, .change30), (.nearFill, .fill), (.nearAnomaly, .anomaly),
            (.nearEmpty, .bikes), (.nearSurplus60, .surplus60),
        ]
        let ring: [(target: StateFeature, source: StateFeature)] = [
            (.ringChange30, .change30), (.ringArrivals60, .arrivals60), (.ringDepartures60, .departures60),
            (.ringActivity120, .activity120),
        ]
        geometry.near.means(
            of: near.map { ($0.source.index, $0.target == .nearEmpty) },
            to: near.map(\.target.index),
            in: &state
        )
        geometry.ring.means(of: ring.map { ($0.source.index, false) }, to: ring.map(\.target.index), in: &state)
    }

    /// The same for every station that is known now.
    private func fillCity(_ state: inout FeatureMatrix, _ city: CityMovement) {
        let bikes = StateFeature.bikes.index * state.stride
        let columns: [(StateFeature, Float)] = [
            (.cityChange30, city.meanChange30), (.cityActivity30, city.activity30),
            (.cityActivity120, city.activity120),
        ]
        for (feature, value) in columns {
            let start = feature.index * state.stride
            for row in 0..<state.rowCount where state.values[bikes + row] == state.values[bikes + row] {
                state.values[start + row] = value
            }
        }
    }
}

/// What the whole city did.
struct CityMovement {
    /// Mean change of the last 30 minutes over the stations that are known; NaN without any.
    var meanChange30: Float = .nan
    /// Rides begun and ended compared with what is usual; NaN where next to none are usual.
    var activity30: Float = .nan
    var activity120: Float = .nan
}
