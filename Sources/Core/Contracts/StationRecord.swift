/// The JSON object of one station: the value of `realtime:station:{id}`, an element of `/api/stations` and a line of the history.
package struct StationRecordEncoder {
    private let snapshot: Snapshot
    private let fields: StationFields
    private let collectedAt: [UInt8]
    private var times: TimestampText
    private var changes: TimestampText

    /// Prepares to write stations of `snapshot` with only `fields` in each.
    package init(snapshot: Snapshot, fields: StationFields = .all) {
        self.snapshot = snapshot
        self.fields = fields
        times = TimestampText(utcOffsetSeconds: snapshot.utcOffsetSeconds)
        changes = times
        collectedAt = times.bytes(snapshot.collectedAt)
    }

    /// Writes one station's object; a place nobody knows is written as null.
    package mutating func encode(_ status: StationStatus, into writer: inout JSONWriter) {
        writer.beginObject()
        encode(status.station, into: &writer)
        if fields.contains(.bikes) {
            writer.key(Names.bikes)
            writer.integer(status.bikes)
        }
        if fields.contains(.docksFree) {
            writer.key(Names.docksFree)
            writer.integer(status.docksFree)
        }
        if fields.contains(.observedAt) {
            writer.key(Names.observedAt)
            writer.plainString(times.bytes(status.observedAt))
        }
        if fields.contains(.collectedAt) {
            writer.key(Names.collectedAt)
            writer.plainString(collectedAt)
        }
        if fields.contains(.changedAt) {
            writer.key(Names.changedAt)
            writer.plainString(changes.bytes(status.changedAt))
        }
        if fields.contains(.source) {
            writer.key(Names.source)
            writer.string(snapshot.source)
        }
        writer.endObject()
    }

    private func encode(_ station: Station, into writer: inout JSONWriter) {
        if fields.contains(.stationID) {
            writer.key(Names.stationID)
            writer.string(station.id)
        }
        if fields.contains(.number) {
            writer.key(Names.number)
            writer.string(station.number)
        }
        if fields.contains(.name) {
            writer.key(Names.name)
            writer.string(station.name)
        }
        if fields.contains(.district) {
            writer.key(Names.district)
            writer.string(station.district)
        }
        if fields.contains(.latitude) {
            writer.key(Names.latitude)
            writer.number(station.location?.latitude ?? .nan, decimals: 6)
        }
        if fields.contains(.longitude) {
            writer.key(Names.longitude)
            writer.number(station.location?.longitude ?? .nan, decimals: 6)
        }
        if fields.contains(.racks) {
            writer.key(Names.racks)
            writer.integer(station.racks)
        }
    }

    private enum Names {
        static let stationID = JSONFieldName("station_id")
        static let number = JSONFieldName("number")
        static let name = JSONFieldName("name")
        static let district = JSONFieldName("district")
        static let latitude = JSONFieldName("lat")
        static let longitude = JSONFieldName("lon")
        static let racks = JSONFieldName("racks")
        static let bikes = JSONFieldName("bikes")
        static let docksFree = JSONFieldName("docks_free")
        static let observedAt = JSONFieldName("observed_at")
        static let collectedAt = JSONFieldName("collected_at")
        static let changedAt = JSONFieldName("changed_at")
        static let source = JSONFieldName("source")
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
