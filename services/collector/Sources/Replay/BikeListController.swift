import Core
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceKit

/// Speaks Seoul's bikeList, its pages and codes, from any snapshot.
struct BikeListController {
    let snapshot: @Sendable () async throws -> LiveSnapshot?

    func addRoutes(to router: Router<AppRequestContext>) {
        router.get("/:key/json/bikeList/:start/:end", use: page)
    }

    @Sendable
    private func page(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        guard let start = Int(try context.parameters.require("start")),
            let end = Int(try context.parameters.require("end"))
        else { return Self.error("ERROR-333", "요청위치 값의 타입이 유효하지 않습니다.") }
        guard start >= 1, end >= start else { return Self.error("ERROR-334", "요청위치 값이 올바르지 않습니다.") }
        guard end - start < 1000 else { return Self.error("ERROR-336", "데이터요청은 한번에 최대 1000건을 넘을 수 없습니다.") }
        guard let live = try await snapshot(), start <= live.snapshot.stations.count else {
            return Self.error("INFO-200", "해당하는 데이터가 없습니다.")
        }
        let stations = live.snapshot.stations[(start - 1)..<min(end, live.snapshot.stations.count)]
        return .json(Self.page(stations))
    }

    private static func page(_ stations: ArraySlice<StationStatus>) -> [UInt8] {
        var writer = JSONWriter(capacity: stations.count * 260 + 256)
        writer.beginObject()
        writer.key("rentBikeStatus")
        writer.beginObject()
        writer.field("list_total_count", stations.count)
        writer.key("RESULT")
        result("INFO-000", "정상 처리되었습니다.", &writer)
        writer.key("row")
        writer.beginArray()
        for status in stations { row(status, &writer) }
        writer.endArray()
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private static func row(_ status: StationStatus, _ writer: inout JSONWriter) {
        let station = status.station
        let share = station.racks > 0 ? (status.bikes * 100 + station.racks / 2) / station.racks : 0
        writer.beginObject()
        writer.field("rackTotCnt", "\(station.racks)")
        writer.field("stationName", station.number.isEmpty ? station.name : "\(station.number). \(station.name)")
        writer.field("parkingBikeTotCnt", "\(status.bikes)")
        writer.field("shared", "\(share)")
        writer.field("stationLatitude", "\(station.location?.latitude ?? 0)")
        writer.field("stationLongitude", "\(station.location?.longitude ?? 0)")
        writer.field("stationId", station.id)
        writer.endObject()
    }

    private static func error(_ code: String, _ message: String) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("RESULT")
        result(code, message, &writer)
        writer.endObject()
        return .json(writer.bytes)
    }

    private static func result(_ code: String, _ message: String, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("CODE", code)
        writer.field("MESSAGE", message)
        writer.endObject()
    }
}
