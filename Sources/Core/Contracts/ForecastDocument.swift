/// A forecast run as bytes: the value of `prediction:snapshot`, `{"snapshot":{…},"predictions":[…]}`, encoded once.
package struct ForecastDocument: Sendable {
    package let header: ForecastHeader
    /// The JSON array of all stations' forecasts, brackets included.
    package let predictionsJSON: [UInt8]
    /// Where each station's object stands in ``predictionsJSON``, in the run's order.
    package let ranges: [Range<Int>]

    package init(_ run: ForecastRun) {
        header = ForecastHeader(run)
        let encoder = ForecastRecordEncoder(run: run)
        var writer = JSONWriter(capacity: run.stationIDs.count * (160 + 120 * run.horizons.count) + 16)
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(run.stationIDs.count)
        writer.beginArray()
        for row in run.stationIDs.indices {
            // Behind the first object a comma comes first, which is not the record's.
            let start = writer.bytes.count + (row == 0 ? 0 : 1)
            encoder.encode(row: row, into: &writer)
            ranges.append(start..<writer.bytes.count)
        }
        writer.endArray()
        predictionsJSON = writer.bytes
        self.ranges = ranges
    }

    /// The value of `prediction:snapshot`.
    package func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: predictionsJSON.count + 256)
        writer.beginObject()
        writer.key("snapshot")
        header.encode(into: &writer)
        writer.key("predictions")
        writer.raw(predictionsJSON)
        writer.endObject()
        return writer.bytes
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
