/// Features that are the same for every horizon. Counts are in bikes, times in minutes; NaN where it is not known.
package enum StateFeature: Int, CaseIterable, Sendable {
    // The station now.
    case bikes, docksFree, racks, fill, blocked
    // The time.
    case minuteOfDay, weekday, dayOff
    // What changed over the last minutes, net and by direction without trucks.
    case change10, change20, change30, change60
    case change120, change180
    case arrivals30, departures30, arrivals60
    case departures60, arrivals180, departures180
    case aboveLowest60, belowHighest60
    case sinceChange, reportAge, reports60
    // Trucks.
    case trucksIn180, trucksOut180, sinceTruck
    // Against what is usual now.
    case usualLevel, anomaly, anomaly180, recentAnomaly
    case activity120, surplus60, surplus180
    // The station as such.
    case stationLevel, stationFlow, stationEmpty
    case stationFull, stationDays
    // Its neighbours and the wider ring.
    case nearChange10, nearChange30, nearFill
    case nearAnomaly, nearEmpty, nearSurplus60
    case ringChange30, ringArrivals60
    case ringDepartures60, ringActivity120
    // The city.
    case cityChange30, cityActivity30, cityActivity120

    /// Where it stands in the order of the columns.
    package var index: Int { rawValue }
    /// What `features.json` calls it.
    package var name: String { Self.names[rawValue] }

    static let names = [
        "bikes", "docks_free", "racks", "fill", "blocked", "minute_of_day", "weekday", "day_off", "change_10",
        "change_20", "change_30", "change_60", "change_120", "change_180", "arrivals_30", "departures_30",
        "arrivals_60", "departures_60", "arrivals_180", "departures_180", "above_lowest_60", "below_highest_60",
        "since_change", "report_age", "reports_60", "trucks_in_180", "trucks_out_180", "since_truck", "usual_level",
        "anomaly", "anomaly_180", "recent_anomaly", "activity_120", "surplus_60", "surplus_180", "station_level",
        "station_flow", "station_empty", "station_full", "station_days", "near_change_10", "near_change_30",
        "near_fill", "near_anomaly", "near_empty", "near_surplus_60", "ring_change_30", "ring_arrivals_60",
        "ring_departures_60", "ring_activity_120", "city_change_30", "city_activity_30", "city_activity_120",
    ]
}

/// Features of the time from now to a horizon: what usually happens in it.
package enum HorizonFeature: Int, CaseIterable, Sendable {
    case usualChange, usualWideChange, recentChange
    case usualArrivals, usualDepartures
    case usualEmpty, usualFull
    case usualTrucksIn, usualTrucksOut
    case levelThen, levelChange, recentLevelChange
    case nearUsualChange, scaledFlow

    /// Where it stands in the order of the columns.
    package var index: Int { rawValue }
    /// What `features.json` calls it.
    package var name: String { Self.names[rawValue] }

    static let names = [
        "usual_change", "usual_wide_change", "recent_change", "usual_arrivals", "usual_departures", "usual_empty",
        "usual_full", "usual_trucks_in", "usual_trucks_out", "level_then", "level_change", "recent_level_change",
        "near_usual_change", "scaled_flow",
    ]
}

/// The order of a horizon's features in every model: the state's, then the horizon's own.
package enum FeatureOrder {
    package static let names = StateFeature.names + HorizonFeature.names
    package static let count = names.count
}
