import Core
import ServiceKit

/// Writes every forecast of an evaluation beside its truth, a line of CSV each. Blocks its thread.
final class ForecastFile {
    private static let header =
        "station_id,observed_at,minutes,truth,last,bikes,q05,q10,q25,q50,q75,q90,q95,p_empty,p_full\n"
    private static let chunkBytes = 1 << 20

    private let file: OutputFile
    private var bytes = Array(ForecastFile.header.utf8)

    init(path: String) throws {
        file = try OutputFile.create(path: path)
    }

    func write(_ line: ForecastLine) throws {
        let forecast = line.forecast
        bytes += line.stationID.utf8
        append(ZonedTimestamp(line.observedAt, utcOffsetSeconds: line.utcOffsetSeconds).rfc3339Bytes)
        append(line.minutes)
        append(Int(forecast.truth))
        append(Int(forecast.last))
        append(Double(forecast.bikes), decimals: 4)
        for quantile in forecast.quantiles { append(Int(quantile)) }
        append(Double(forecast.pEmpty), decimals: 6)
        append(Double(forecast.pFull), decimals: 6)
        bytes.append(UInt8(ascii: "\n"))
        if bytes.count >= Self.chunkBytes { try flush() }
    }

    func close() throws { try flush() }

    private func append(_ value: Int) { append(Array(String(value).utf8)) }

    private func append(_ value: Double, decimals: Int) {
        var writer = JSONWriter(capacity: 24)
        writer.number(value, decimals: decimals)
        append(writer.bytes)
    }

    private func append(_ field: [UInt8]) {
        bytes.append(UInt8(ascii: ","))
        bytes += field
    }

    private func flush() throws {
        try file.write(bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}
