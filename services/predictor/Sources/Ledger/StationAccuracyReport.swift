package import Core

/// The lists of stations and districts in the answer of `/api/accuracy`.
package struct StationAccuracyReport: Sendable {
    /// One station or district at one horizon.
    package struct Row: Hashable, Sendable {
        /// The station's id or the district's name.
        package var name: String
        /// The station's district; nil of a district and where it is not known.
        package var district: String?
        /// Stations that a district's sums are of; nil of a station.
        package var stations: Int?
        package var minutes: Int
        package var sums: AccuracySums
    }

    /// Nil where they were not asked for.
    package let stations: [Row]?
    package let districts: [Row]?

    /// Stations with fewer forecasts are not ranked: their measures say more about luck.
    package static let leastForecasts = 50

    /// Sorts `totals` into what `query` asks for; `districts` is the district of each station where it is known.
    package init(_ totals: [StationAccuracyTotal], query: AccuracyQuery, districts: [String: String]) {
        let own = totals.filter { total in
            (query.listedMinutes?.contains(total.minutes) ?? true)
                && (query.stationID ?? total.stationID) == total.stationID
                && (query.district == nil || query.district == districts[total.stationID])
        }
        stations = query.wantsStations ? Self.stationRows(own, query: query, districts: districts) : nil
        self.districts = query.wantsDistricts ? Self.districtRows(own, query: query, districts: districts) : nil
    }

    /// Writes the lists that were asked for as fields of an object.
    package func encode(into writer: inout JSONWriter) {
        if let stations {
            Self.encode(stations, list: "stations", name: "station_id", into: &writer)
        }
        if let districts {
            Self.encode(districts, list: "districts", name: "district", into: &writer)
        }
    }

    private static func stationRows(
        _ totals: [StationAccuracyTotal],
        query: AccuracyQuery,
        districts: [String: String]
    ) -> [Row] {
        let rows = totals.compactMap { total in
            query.isRanking && total.sums.count < leastForecasts
                ? nil
                : Row(
                    name: total.stationID,
                    district: districts[total.stationID],
                    minutes: total.minutes,
                    sums: total.sums
                )
        }
        return listed(rows, query: query)
    }

    private static func districtRows(
        _ totals: [StationAccuracyTotal],
        query: AccuracyQuery,
        districts: [String: String]
    ) -> [Row] {
        struct Key: Hashable {
            var district: String
            var minutes: Int
        }
        var rows: [Key: Row] = [:]
        for total in totals {
            guard let district = districts[total.stationID], !district.isEmpty else { continue }
            let empty = Row(name: district, stations: 0, minutes: total.minutes, sums: AccuracySums())
            var row = rows[Key(district: district, minutes: total.minutes)] ?? empty
            row.stations = (row.stations ?? 0) + 1
            row.sums.add(total.sums)
            rows[Key(district: district, minutes: total.minutes)] = row
        }
        return listed(Array(rows.values), query: query)
    }

    private static func listed(_ rows: [Row], query: AccuracyQuery) -> [Row] {
        let positions = Dictionary(
            uniqueKeysWithValues: ForecastHorizons.minutes.enumerated().map { ($0.element, $0.offset) }
        )
        let sign: Double = query.order == .worst ? 1 : -1
        let sorted = rows.sorted { left, right in
            if query.isRanking, left.sums.skill != right.sums.skill {
                return sign * left.sums.skill < sign * right.sums.skill
            }
            let (first, second) = (positions[left.minutes] ?? .max, positions[right.minutes] ?? .max)
            return first != second ? first < second : left.name < right.name
        }
        return Array(sorted.prefix(query.limit))
    }

    private static func encode(_ rows: [Row], list: String, name: String, into writer: inout JSONWriter) {
        writer.key(list)
        writer.beginArray()
        for row in rows {
            writer.beginObject()
            writer.field(name, row.name)
            if let district = row.district, !district.isEmpty { writer.field("district", district) }
            if let stations = row.stations { writer.field("stations", stations) }
            writer.field("minutes", row.minutes)
            row.sums.encodeMeasures(into: &writer)
            writer.endObject()
        }
        writer.endArray()
    }
}

extension [Int: EmptyCalibration] {
    /// Writes the field `empty_calibration`: what was forecast and what came true by bin, of the horizons in `wanted`.
    func encodeField(wanted: Set<Int>, into writer: inout JSONWriter) {
        writer.key("empty_calibration")
        writer.beginArray()
        for minutes in ForecastHorizons.minutes where wanted.contains(minutes) {
            for bin in self[minutes]?.bins ?? [] where bin.count > 0 {
                writer.beginObject()
                writer.field("minutes", minutes)
                writer.field("n", bin.count)
                writer.field("forecast", bin.forecast / Double(bin.count), decimals: 5)
                writer.field("observed", Double(bin.observed) / Double(bin.count), decimals: 5)
                writer.endObject()
            }
        }
        writer.endArray()
    }
}
