/// A forecast run as bytes: the value of `prediction:snapshot`, `{"snapshot":{…},"predictions":[…]}`, encoded once.
package struct ForecastDocument: Sendable {
    package let header: ForecastHeader
    /// The value of `prediction:snapshot`.
    package let bytes: [UInt8]
    /// The JSON array of all stations' forecasts, brackets included.
    package let predictionsJSON: ArraySlice<UInt8>
    /// Where each station's object stands in ``bytes``, in the run's order.
    private let ranges: [Range<Int>]

    package init(_ run: ForecastRun) {
        self.init(ForecastHeader(run), parts: [ForecastDocumentPart(run, rows: run.stationIDs.indices)])
    }

    /// The same as ``init(_:)``, encoded on several cores at once.
    @concurrent
    package static func encoded(_ run: ForecastRun) async -> ForecastDocument {
        let starts = Array(stride(from: 0, to: run.stationIDs.count, by: ForecastDocumentPart.rowCount))
        let parts = await withTaskGroup(of: (Int, ForecastDocumentPart).self) { group in
            for (position, start) in starts.enumerated() {
                let rows = start..<min(start + ForecastDocumentPart.rowCount, run.stationIDs.count)
                group.addTask { (position, ForecastDocumentPart(run, rows: rows)) }
            }
            var parts = [ForecastDocumentPart?](repeating: nil, count: starts.count)
            for await (position, part) in group { parts[position] = part }
            return parts.compactMap(\.self)
        }
        return ForecastDocument(ForecastHeader(run), parts: parts)
    }

    private init(_ header: ForecastHeader, parts: [ForecastDocumentPart]) {
        self.header = header
        var writer = JSONWriter(capacity: parts.reduce(512) { $0 + $1.bytes.count + 1 })
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(parts.reduce(0) { $0 + $1.ranges.count })
        writer.beginObject()
        writer.key("snapshot")
        header.encode(into: &writer)
        writer.key("predictions")
        let listStart = writer.bytes.count
        writer.beginArray()
        for (position, part) in parts.enumerated() {
            // Behind the first part a comma comes first.
            let start = writer.bytes.count + (position == 0 ? 0 : 1)
            writer.raw(part.bytes)
            for range in part.ranges { ranges.append(start + range.lowerBound..<start + range.upperBound) }
        }
        writer.endArray()
        let listEnd = writer.bytes.count
        writer.endObject()
        bytes = writer.bytes
        predictionsJSON = bytes[listStart..<listEnd]
        self.ranges = ranges
    }

    /// The object of the station in `row` of the run.
    package subscript(row: Int) -> ArraySlice<UInt8> { bytes[ranges[row]] }
}

/// The objects of some stations that follow one another, with commas between them.
private struct ForecastDocumentPart: Sendable {
    let bytes: [UInt8]
    /// Where each station's object stands in ``bytes``.
    let ranges: [Range<Int>]
    /// Rows of a part: small enough that cores end together, large enough that handing out costs nothing.
    static let rowCount = 256

    init(_ run: ForecastRun, rows: Range<Int>) {
        let encoder = ForecastRecordEncoder(run: run)
        var writer = JSONWriter(capacity: rows.count * (160 + 120 * run.horizons.count) + 16)
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(rows.count)
        for row in rows {
            // Behind the first object a comma comes first, which is not the record's.
            let start = writer.bytes.count + (ranges.isEmpty ? 0 : 1)
            encoder.encode(row: row, into: &writer)
            ranges.append(start..<writer.bytes.count)
        }
        bytes = writer.bytes
        self.ranges = ranges
    }
}

extension ForecastRun {
    /// Reads the value of `prediction:snapshot`; every station must have the same horizons.
    package init(document bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes)
        var header: ForecastHeader?
        var stationIDs: [String] = []
        var horizons: [HorizonForecast] = []
        let decoder = ForecastRecordDecoder()
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case JSONKey("snapshot"): header = try ForecastHeader(&reader)
            case JSONKey("predictions"):
                try reader.beginArray()
                while try reader.nextElement() {
                    let (id, points) = try decoder.decode(&reader)
                    if stationIDs.isEmpty {
                        horizons = points.map { HorizonForecast(minutes: $0.minutes, capacity: 3000) }
                    }
                    guard points.map(\.minutes) == horizons.map(\.minutes) else {
                        throw JSONError("stations with different horizons", at: reader.position)
                    }
                    stationIDs.append(id)
                    for (index, entry) in points.enumerated() { horizons[index].append(entry.point) }
                }
            default: try reader.skipValue()
            }
        }
        try reader.expectEnd()
        guard let header else { throw JSONError("a forecast without its header", at: 0) }
        self.init(
            source: header.source,
            madeAt: header.madeAt,
            basedOn: header.basedOn,
            modelVersion: header.modelVersion,
            intervalSeconds: header.intervalSeconds,
            utcOffsetSeconds: header.utcOffsetSeconds,
            stationIDs: stationIDs,
            horizons: horizons
        )
    }
}
