package import Core
import HTTPTypes
import Hummingbird
package import ServiceKit

/// `/api/stations`, one station, its history.
package struct StationsController: Sendable {
    let city: LiveCity
    let clock: WallClock

    package init(city: LiveCity, clock: WallClock) {
        self.city = city
        self.clock = clock
    }

    func addRoutes(to router: Router<AppRequestContext>) {
        router.get("/api/stations", use: list)
        router.get("/api/stations/:id", use: station)
        router.get("/api/stations/:id/history", use: history)
    }

    @Sendable
    private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let query = try StationQuery(request)
        let live = try liveSnapshot()
        let answer =
            query.near == nil
            ? live.answers.answer("stations?\(request.uri.query ?? "")") { StationsAnswer.list(query, in: live) }
            : StationsAnswer.list(query, in: live)
        return answer.response(to: request, head: head(of: live), tag: live.tag)
    }

    @Sendable
    private func station(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let live = try liveSnapshot()
        let id = try context.parameters.require("id")
        guard let row = live.rows[id] else { throw unknownStation() }
        var tail = Array(",\"station\":".utf8)
        tail += live.document[row]
        tail.append(UInt8(ascii: "}"))
        return PreparedAnswer(tail: tail).response(to: request, head: head(of: live), tag: "\(live.tag)-\(row)")
    }

    @Sendable
    private func history(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let live = try liveSnapshot()
        let id = try context.parameters.require("id")
        let hours = try Self.hours(request)
        let from = live.snapshot.observedAt.advanced(bySeconds: -Int64(hours * 3600))
        guard let points = city.history(of: id, since: from) else { throw unknownStation() }
        let answer = StationsAnswer.history(of: id, points: points, utcOffsetSeconds: live.snapshot.utcOffsetSeconds)
        return answer.response(to: request, head: head(of: live), tag: "\(live.tag)-\(points.count)")
    }

    private static func hours(_ request: Request) throws -> Double {
        guard let text = request.uri.queryParameters["hours"] else { return 24 }
        guard let hours = Double(text), hours > 0, hours <= 24 else {
            throw Problem.invalid("hours", "must be a number above 0 and up to 24")
        }
        return hours
    }

    private func liveSnapshot() throws -> LiveSnapshot {
        guard let live = city.current else {
            throw Problem.unavailable("No snapshot of the stations is there yet; /health tells why.", retryAfter: 5)
        }
        return live
    }

    private func unknownStation() -> Problem {
        .notFound("No station has this id. /api/stations lists them; q= finds them by name or number.")
    }

    private func head(of live: LiveSnapshot) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key("snapshot")
        live.document.header.encode(into: &writer, clock: clock)
        return writer.bytes
    }
}

extension StationsController: HotAnswerSource {
    private static let listPath = "/api/stations"

    /// A list that has been asked for since the snapshot came.
    package func hotAnswer(path: String) -> HotAnswer? {
        guard path.hasPrefix(Self.listPath), let live = city.current else { return nil }
        let rest = path.dropFirst(Self.listPath.count)
        guard rest.isEmpty || rest.first == "?", let answer = live.answers.stored("stations?\(rest.dropFirst())") else {
            return nil
        }
        return HotAnswer(route: Self.listPath, answer: answer, head: head(of: live), tag: live.tag)
    }
}

/// The parts of answers about stations that follow the `snapshot` object.
enum StationsAnswer {
    static func list(_ query: StationQuery, in live: LiveSnapshot) -> PreparedAnswer {
        if query.isWholeCity, query.fields == .all {
            return PreparedAnswer(tail: Array(",\"stations\":".utf8) + live.document.stationsJSON + [UInt8(ascii: "}")])
        }
        let rows = query.isWholeCity ? Array(live.snapshot.stations.indices) : query.rows(in: live.snapshot)
        var writer = tailWriter("stations", capacity: rows.count * 300 + 64)
        writer.beginArray()
        var encoder = StationRecordEncoder(snapshot: live.snapshot, fields: query.fields)
        for row in rows { encoder.encode(live.snapshot.stations[row], into: &writer) }
        writer.endArray()
        writer.endObject()
        return PreparedAnswer(tail: writer.bytes)
    }

    static func history(of id: String, points: [RecentHistory.Point], utcOffsetSeconds: Int) -> PreparedAnswer {
        var writer = tailWriter("station_id", capacity: points.count * 80 + 64)
        writer.string(id)
        writer.key("history")
        writer.beginArray()
        for point in points {
            writer.beginObject()
            writer.field("observed_at", ZonedTimestamp(point.observedAt, utcOffsetSeconds: utcOffsetSeconds))
            writer.field("bikes", point.bikes)
            writer.field("docks_free", point.docksFree)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return PreparedAnswer(tail: writer.bytes)
    }

    /// A writer that stands behind `…},"key":` of an object whose first field has been written elsewhere.
    private static func tailWriter(_ key: String, capacity: Int) -> JSONWriter {
        var writer = JSONWriter(capacity: capacity)
        writer.continueObject()
        writer.key(key)
        return writer
    }
}
