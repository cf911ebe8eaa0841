/// A snapshot as bytes: the value of `realtime:snapshot`, `{"snapshot":{…},"stations":[…]}`, encoded once.
///
/// The stations' array is the very text that `/api/stations` answers with, that `realtime:station:{id}` holds piece by piece and
/// that the history keeps line by line, so it is made once and cut where it is needed.
package struct SnapshotDocument: Sendable {
    package let header: SnapshotHeader
    /// The value of `realtime:snapshot`.
    package let bytes: [UInt8]
    /// The JSON array of all stations, brackets included.
    package let stationsJSON: ArraySlice<UInt8>
    /// Where each station's object stands in ``bytes``, in the snapshot's order.
    private let ranges: [Range<Int>]

    package init(_ snapshot: Snapshot) {
        header = SnapshotHeader(snapshot)
        var writer = JSONWriter(capacity: snapshot.stations.count * 352 + 512)
        var encoder = StationRecordEncoder(snapshot: snapshot)
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(snapshot.stations.count)
        writer.beginObject()
        writer.key("snapshot")
        header.encode(into: &writer)
        writer.key("stations")
        let listStart = writer.bytes.count
        writer.beginArray()
        for status in snapshot.stations {
            // Behind the first object a comma comes first, which is not the record's.
            let start = writer.bytes.count + (ranges.isEmpty ? 0 : 1)
            encoder.encode(status, into: &writer)
            ranges.append(start..<writer.bytes.count)
        }
        writer.endArray()
        let listEnd = writer.bytes.count
        writer.endObject()
        bytes = writer.bytes
        stationsJSON = bytes[listStart..<listEnd]
        self.ranges = ranges
    }

    /// The object of the station in `row` of the snapshot.
    package subscript(row: Int) -> ArraySlice<UInt8> { bytes[ranges[row]] }

    /// The stations one a line, as the history keeps them.
    package func lines() -> [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(stationsJSON.count)
        for range in ranges {
            lines.append(contentsOf: bytes[range])
            lines.append(UInt8(ascii: "\n"))
        }
        return lines
    }
}

extension Snapshot {
    /// Reads the value of `realtime:snapshot`.
    package init(document bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes)
        var header: SnapshotHeader?
        var stations: [StationStatus] = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case JSONKey("snapshot"): header = try SnapshotHeader(&reader)
            case JSONKey("stations"): stations = try Self.decodeStations(&reader)
            default: try reader.skipValue()
            }
        }
        try reader.expectEnd()
        guard let header else { throw JSONError("a snapshot without its header", at: 0) }
        self.init(
            source: header.source,
            observedAt: header.observedAt,
            collectedAt: header.collectedAt,
            intervalSeconds: header.intervalSeconds,
            utcOffsetSeconds: header.utcOffsetSeconds,
            stations: stations
        )
    }

    /// Reads the lines of a history file; nil when there is none. `observedAt` is the newest time among them.
    package init?(historyLines bytes: [UInt8], intervalSeconds: Int = 300) throws(JSONError) {
        var reader = JSONReader(bytes)
        var decoder = StationRecordDecoder()
        var stations: [StationStatus] = []
        stations.reserveCapacity(bytes.count / 300)
        var last: StationRecord?
        var observedAt = Timestamp(milliseconds: .min)
        while !reader.isAtEnd {
            let record = try decoder.decode(&reader)
            observedAt = max(observedAt, record.status.observedAt)
            stations.append(record.status)
            last = record
        }
        guard let last else { return nil }
        self.init(
            source: last.source,
            observedAt: observedAt,
            collectedAt: last.collectedAt,
            intervalSeconds: intervalSeconds,
            utcOffsetSeconds: last.utcOffsetSeconds,
            stations: stations
        )
    }

    private static func decodeStations(_ reader: inout JSONReader) throws(JSONError) -> [StationStatus] {
        var decoder = StationRecordDecoder()
        var stations: [StationStatus] = []
        stations.reserveCapacity(3000)
        try reader.beginArray()
        while try reader.nextElement() { stations.append(try decoder.decode(&reader).status) }
        return stations
    }
}
