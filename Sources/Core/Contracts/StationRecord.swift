/// The JSON object of one station: the value of `realtime:station:{id}`, an element of `/api/stations` and a line of the history.
package struct StationRecordEncoder {
    private let snapshot: Snapshot
    private let fields: StationFields
    private let collectedAt: [UInt8]
    private var times: TimestampText

    /// Prepares to write stations of `snapshot` with only `fields` in each.
    package init(snapshot: Snapshot, fields: StationFields = .all) {
        self.snapshot = snapshot
        self.fields = fields
        times = TimestampText(utcOffsetSeconds: snapshot.utcOffsetSeconds)
        collectedAt = times.bytes(snapshot.collectedAt)
    }

    /// Writes one station's object; a place nobody knows is written as null.
    package mutating func encode(_ status: StationStatus, into writer: inout JSONWriter) {
        writer.beginObject()
        if fields.contains(.stationID) { writer.field("station_id", status.station.id) }
        if fields.contains(.number) { writer.field("number", status.station.number) }
        if fields.contains(.name) { writer.field("name", status.station.name) }
        if fields.contains(.district) { writer.field("district", status.station.district) }
        if fields.contains(.latitude) { writer.field("lat", status.station.location?.latitude ?? .nan, decimals: 6) }
        if fields.contains(.longitude) { writer.field("lon", status.station.location?.longitude ?? .nan, decimals: 6) }
        if fields.contains(.racks) { writer.field("racks", status.station.racks) }
        if fields.contains(.bikes) { writer.field("bikes", status.bikes) }
        if fields.contains(.docksFree) { writer.field("docks_free", status.docksFree) }
        if fields.contains(.observedAt) { time("observed_at", times.bytes(status.observedAt), &writer) }
        if fields.contains(.collectedAt) { time("collected_at", collectedAt, &writer) }
        if fields.contains(.changedAt) { time("changed_at", times.bytes(status.changedAt), &writer) }
        if fields.contains(.source) { writer.field("source", snapshot.source) }
        writer.endObject()
    }

    private func time(_ name: String, _ text: [UInt8], _ writer: inout JSONWriter) {
        writer.key(name)
        writer.plainString(text)
    }
}

/// One station's record as it was read, with the facts of its snapshot that the record carries.
package struct StationRecord: Hashable, Sendable {
    package var status: StationStatus
    package var collectedAt: Timestamp
    package var utcOffsetSeconds: Int
    package var source: String
}

/// Reads the objects that ``StationRecordEncoder`` writes; unknown fields are skipped.
package struct StationRecordDecoder {
    private var times = TimestampTextReader()

    package init() {}

    /// Reads one station's object; throws when it is no object or lacks its id, count or time.
    package mutating func decode(_ reader: inout JSONReader) throws(JSONError) -> StationRecord {
        let start = reader.position
        var id: String?
        var station = Station(id: "", name: "", location: nil, racks: 0)
        var latitude: Double?
        var longitude: Double?
        var bikes: Int?
        var docksFree: Int?
        var observedAt: ZonedTimestamp?
        var collectedAt: ZonedTimestamp?
        var changedAt: ZonedTimestamp?
        var source = ""
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case Keys.stationID: id = try reader.readString()
            case Keys.number: station.number = try reader.readString()
            case Keys.name: station.name = try reader.readString()
            case Keys.district: station.district = try reader.readString()
            case Keys.latitude: latitude = try reader.readLooseDouble()
            case Keys.longitude: longitude = try reader.readLooseDouble()
            case Keys.racks: station.racks = try reader.readInt()
            case Keys.bikes: bikes = try reader.readInt()
            case Keys.docksFree: docksFree = try reader.readInt()
            case Keys.observedAt: observedAt = try times.read(&reader)
            case Keys.collectedAt: collectedAt = try times.read(&reader)
            case Keys.changedAt: changedAt = try times.read(&reader)
            case Keys.source: source = try reader.readString()
            default: try reader.skipValue()
            }
        }
        guard let id, let bikes, let observedAt else {
            throw JSONError("a station without station_id, bikes or observed_at", at: start)
        }
        station.id = id
        station.location = Coordinate(checkedLatitude: latitude, longitude: longitude)
        return StationRecord(
            status: StationStatus(
                station: station,
                bikes: bikes,
                docksFree: docksFree,
                observedAt: observedAt.instant,
                changedAt: (changedAt ?? observedAt).instant
            ),
            collectedAt: (collectedAt ?? observedAt).instant,
            utcOffsetSeconds: observedAt.utcOffsetSeconds,
            source: source
        )
    }

    private enum Keys {
        static let stationID = JSONKey("station_id")
        static let number = JSONKey("number")
        static let name = JSONKey("name")
        static let district = JSONKey("district")
        static let latitude = JSONKey("lat")
        static let longitude = JSONKey("lon")
        static let racks = JSONKey("racks")
        static let bikes = JSONKey("bikes")
        static let docksFree = JSONKey("docks_free")
        static let observedAt = JSONKey("observed_at")
        static let collectedAt = JSONKey("collected_at")
        static let changedAt = JSONKey("changed_at")
        static let source = JSONKey("source")
    }
}
