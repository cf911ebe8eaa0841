import Core
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceKit

/// `/api/districts`: the districts as GeoJSON (RFC 7946) with what is in them now.
struct DistrictsController {
    let city: LiveCity
    let places: PlaceDirectory

    func addRoutes(to router: Router<AppRequestContext>) {
        router.get("/api/districts", use: districts)
    }

    @Sendable
    private func districts(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        guard let live = city.current else {
            throw Problem.unavailable("No snapshot of the stations is there yet; /health tells why.", retryAfter: 5)
        }
        let answer = live.answers.answer("districts") { DistrictsAnswer.tail(places: places, snapshot: live.snapshot) }
        let head = Array("{\"type\":\"FeatureCollection\"".utf8)
        var response = answer.response(to: request, head: head, tag: "\(live.tag)-districts")
        if response.status == .ok { response.headers[.contentType] = "application/geo+json" }
        return response
    }
}

enum DistrictsAnswer {
    /// What is in one district.
    private struct Totals {
        var stations = 0
        var bikes = 0
        var emptyStations = 0
        var places: [Coordinate] = []
    }

    /// Everything behind `{"type":"FeatureCollection"`.
    ///
    /// A city of which no outline is known shows each district as the convex hull of its stations, and says so.
    static func tail(places: PlaceDirectory, snapshot: Snapshot) -> PreparedAnswer {
        let totals = totals(snapshot)
        let known = Set(places.districts.map(\.name))
        var writer = JSONWriter(capacity: 32_768)
        writer.continueObject()
        writer.key("features")
        writer.beginArray()
        let isKnownCity = totals.keys.contains { known.contains($0) }
        if isKnownCity {
            for area in places.districts {
                encode(area, kind: "district", outline: "drawn", totals: totals[area.name] ?? Totals(), into: &writer)
            }
            for river in places.rivers { encode(river, kind: "river", outline: "drawn", totals: nil, into: &writer) }
        }
        for (name, total) in totals.sorted(by: { $0.key < $1.key }) where !known.contains(name) && !name.isEmpty {
            let ring = ConvexHull.ring(of: total.places)
            guard ring.count > 2 else { continue }
            let area = PlaceDirectory.Area(name: name, englishName: "", ring: ring)
            encode(area, kind: "district", outline: "hull", totals: total, into: &writer)
        }
        writer.endArray()
        writer.endObject()
        return PreparedAnswer(tail: writer.bytes)
    }

    private static func totals(_ snapshot: Snapshot) -> [String: Totals] {
        var totals: [String: Totals] = [:]
        for status in snapshot.stations {
            var total = totals[status.station.district] ?? Totals()
            total.stations += 1
            total.bikes += status.bikes
            total.emptyStations += status.bikes == 0 ? 1 : 0
            if let place = status.station.location { total.places.append(place) }
            totals[status.station.district] = total
        }
        return totals
    }

    private static func encode(
        _ area: PlaceDirectory.Area,
        kind: String,
        outline: String,
        totals: Totals?,
        into writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.field("type", "Feature")
        writer.key("properties")
        writer.beginObject()
        writer.field("kind", kind)
        writer.field("name", area.name)
        writer.field("name_en", area.englishName)
        writer.field("outline", outline)
        if let totals {
            writer.field("stations", totals.stations)
            writer.field("bikes", totals.bikes)
            writer.field("empty_stations", totals.emptyStations)
        }
        writer.endObject()
        writer.key("geometry")
        writer.beginObject()
        writer.field("type", "Polygon")
        writer.key("coordinates")
        writer.beginArray()
        writer.beginArray()
        for point in area.ring + area.ring.prefix(1) {
            writer.beginArray()
            writer.number(point.longitude, decimals: 6)
            writer.number(point.latitude, decimals: 6)
            writer.endArray()
        }
        writer.endArray()
        writer.endArray()
        writer.endObject()
        writer.endObject()
    }
}
