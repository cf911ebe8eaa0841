/// Features that are the same for every horizon. Counts are in bikes, times in minutes; NaN where it is not known.
package enum StateFeature: String, CaseIterable, Sendable {
    // The station now.
    case bikes, docksFree = "docks_free", racks, fill, blocked
    // The time.
    case minuteOfDay = "minute_of_day", weekday, dayOff = "day_off"
    // What changed over the last minutes, net and by direction without trucks.
    case change10 = "change_10", change20 = "change_20", change30 = "change_30", change60 = "change_60"
    case change120 = "change_120", change180 = "change_180"
    case arrivals30 = "arrivals_30", departures30 = "departures_30", arrivals60 = "arrivals_60"
    case departures60 = "departures_60", arrivals180 = "arrivals_180", departures180 = "departures_180"
    case aboveLowest60 = "above_lowest_60", belowHighest60 = "below_highest_60"
    case sinceChange = "since_change", reportAge = "report_age", reports60 = "reports_60"
    // Trucks.
    case trucksIn180 = "trucks_in_180", trucksOut180 = "trucks_out_180", sinceTruck = "since_truck"
    // Against what is usual now.
    case usualLevel = "usual_level", anomaly, anomaly180 = "anomaly_180", recentAnomaly = "recent_anomaly"
    case activity120 = "activity_120", surplus60 = "surplus_60", surplus180 = "surplus_180"
    // The station as such.
    case stationLevel = "station_level", stationFlow = "station_flow", stationEmpty = "station_empty"
    case stationFull = "station_full", stationDays = "station_days"
    // Its neighbours and the wider ring.
    case nearChange10 = "near_change_10", nearChange30 = "near_change_30", nearFill = "near_fill"
    case nearAnomaly = "near_anomaly", nearEmpty = "near_empty", nearSurplus60 = "near_surplus_60"
    case ringChange30 = "ring_change_30", ringArrivals60 = "ring_arrivals_60"
    case ringDepartures60 = "ring_departures_60", ringActivity120 = "ring_activity_120"
    // The city.
    case cityChange30 = "city_change_30", cityActivity30 = "city_activity_30", cityActivity120 = "city_activity_120"

    package var index: Int { Self.positions[self] ?? 0 }

    private static let positions = Dictionary(
        uniqueKeysWithValues: allCases.enumerated().map { ($0.element, $0.offset) }
    )
}

/// Features of the time from now to a horizon: what usually happens in it.
package enum HorizonFeature: String, CaseIterable, Sendable {
    case usualChange = "usual_change", usualWideChange = "usual_wide_change", recentChange = "recent_change"
    case usualArrivals = "usual_arrivals", usualDepartures = "usual_departures"
    case usualEmpty = "usual_empty", usualFull = "usual_full"
    case usualTrucksIn = "usual_trucks_in", usualTrucksOut = "usual_trucks_out"
    case levelThen = "level_then", levelChange = "level_change", recentLevelChange = "recent_level_change"
    case nearUsualChange = "near_usual_change", scaledFlow = "scaled_flow"
}

/// The order of a horizon's features in every model: the state's, then the horizon's own.
package enum FeatureOrder {
    package static let names = StateFeature.allCases.map(\.rawValue) + HorizonFeature.allCases.map(\.rawValue)
    package static let count = names.count
}

extension HorizonFeature {
    package var index: Int { Self.positions[self] ?? 0 }

    private static let positions = Dictionary(
        uniqueKeysWithValues: allCases.enumerated().map { ($0.element, $0.offset) }
    )
}
