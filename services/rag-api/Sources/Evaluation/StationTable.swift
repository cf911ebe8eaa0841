import Core

/// Stations of a table with a head line that names `station_id`, `station_no`, `api_name`, `gu`, `lat`, `lon`.
enum StationTable {
    /// A snapshot with nothing known but where the stations are; names lose the number before them.
    static func snapshot(_ bytes: [UInt8]) -> Snapshot? {
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let head = lines.first?.split(separator: ",").map(String.init),
            let id = head.firstIndex(of: "station_id"),
            let number = head.firstIndex(of: "station_no"), let name = head.firstIndex(of: "api_name"),
            let district = head.firstIndex(of: "gu"), let latitude = head.firstIndex(of: "lat"),
            let longitude = head.firstIndex(of: "lon")
        else { return nil }
        let stations = lines.dropFirst().compactMap { line -> StationStatus? in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= head.count else { return nil }
            let place = Coordinate(checkedLatitude: Double(fields[latitude]), longitude: Double(fields[longitude]))
            let station = Station(
                id: fields[id],
                number: fields[number],
                name: withoutNumber(fields[name]),
                district: fields[district],
                location: place,
                racks: 10
            )
            let epoch = Timestamp(seconds: 0)
            return StationStatus(station: station, bikes: 5, observedAt: epoch, changedAt: epoch)
        }
        return Snapshot(
            source: "table",
            observedAt: Timestamp(seconds: 0),
            collectedAt: Timestamp(seconds: 0),
            intervalSeconds: 300,
            utcOffsetSeconds: 32_400,
            stations: stations
        )
    }

    private static func withoutNumber(_ name: String) -> String {
        guard let dot = name.firstIndex(of: "."), Int(name[..<dot]) != nil else { return name }
        return String(name[name.index(after: dot)...]).trimmingASCIISpaces()
    }
}
