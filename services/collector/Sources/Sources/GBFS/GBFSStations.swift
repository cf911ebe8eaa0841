import Core

/// Joins `station_information.json` and `station_status.json` of GBFS 2.x and 3.x.
struct GBFSStations {
    private var rows: [String: StationRow] = [:]
    private var order: [String] = []
    private let languages: [String]

    init(languages: [String]) {
        self.languages = languages
    }

    /// Reads what stands still; districts are region ids until ``districts(_:)`` names them.
    mutating func readInformation(_ body: [UInt8], regions: [String: String]) throws(JSONError) {
        var rows: [String: StationRow] = [:]
        var order: [String] = []
        let languages = languages
        try GBFSEnvelope.readList(body, JSONKey("stations")) { reader throws(JSONError) in
            var row = StationRow(id: "")
            var latitude: Double?
            var longitude: Double?
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case Keys.id: row.id = try reader.readString()
                case Keys.name: row.name = try reader.readLocalized(languages)
                case Keys.shortName: row.number = try reader.readLocalized(languages)
                case Keys.latitude: latitude = try reader.readLooseDouble()
                case Keys.longitude: longitude = try reader.readLooseDouble()
                case Keys.capacity: row.racks = try reader.readLooseInt()
                case Keys.region:
                    let region = try reader.readString()
                    row.district = regions[region] ?? region
                default: try reader.skipValue()
                }
            }
            row.location = Coordinate(checkedLatitude: latitude, longitude: longitude)
            if rows.updateValue(row, forKey: row.id) == nil { order.append(row.id) }
        }
        self.rows = rows
        self.order = order
    }

    /// Adds the counts and returns the feed's own time. A station of one file only is kept without the other's part.
    mutating func readStatus(_ body: [UInt8]) throws(JSONError) -> Timestamp? {
        var rows = rows
        var order = order
        let lastUpdated = try GBFSEnvelope.readList(body, JSONKey("stations")) { reader throws(JSONError) in
            var status = StationRow(id: "")
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case Keys.id: status.id = try reader.readString()
                case Keys.bikes, Keys.vehicles: status.bikes = try reader.readLooseInt().flatMap { $0 >= 0 ? $0 : nil }
                case Keys.docks: status.docksFree = try reader.readLooseInt().flatMap { $0 >= 0 ? $0 : nil }
                case Keys.lastReported: status.reportedAt = try reader.readGBFSTime()
                default: try reader.skipValue()
                }
            }
            if rows[status.id] == nil { order.append(status.id) }
            var row = rows[status.id] ?? StationRow(id: status.id)
            row.bikes = status.bikes
            row.docksFree = status.docksFree
            row.reportedAt = status.reportedAt
            rows[status.id] = row
        }
        self.rows = rows
        self.order = order
        return lastUpdated
    }

    /// All stations in the order they came.
    func allRows() -> [StationRow] {
        order.compactMap { rows[$0] }
    }

    private enum Keys {
        static let id = JSONKey("station_id")
        static let name = JSONKey("name")
        static let shortName = JSONKey("short_name")
        static let latitude = JSONKey("lat")
        static let longitude = JSONKey("lon")
        static let capacity = JSONKey("capacity")
        static let region = JSONKey("region_id")
        static let bikes = JSONKey("num_bikes_available")
        static let vehicles = JSONKey("num_vehicles_available")
        static let docks = JSONKey("num_docks_available")
        static let lastReported = JSONKey("last_reported")
    }
}
