import Core
import Hummingbird
import ServiceKit

/// `/api/predictions` and one station's.
struct PredictionsController {
    let board: ForecastBoard
    let clock: WallClock

    func addRoutes(to router: Router<AppRequestContext>) {
        router.get("/api/predictions", use: list)
        router.get("/api/predictions/:id", use: station)
    }

    @Sendable
    private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let query = try PredictionQuery(request, takesStations: true)
        let served = try forecast()
        let answer =
            query.stationIDs == nil
            ? served.answers.answer(query.key) { PredictionsAnswer.list(query, in: served) }
            : PredictionsAnswer.list(query, in: served)
        return answer.response(to: request, head: head(of: served), tag: "\(served.tag)-\(query.key)")
    }

    @Sendable
    private func station(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let query = try PredictionQuery(request, takesStations: false)
        let served = try forecast()
        let id = try context.parameters.require("id")
        guard let row = served.rows[id] else {
            throw Problem.notFound("No forecast has this station id. /api/stations lists the stations.")
        }
        let answer = PredictionsAnswer.station(query, row: row, in: served)
        return answer.response(to: request, head: head(of: served), tag: "\(served.tag)-\(query.key)-\(row)")
    }

    private func forecast() throws -> ServedForecast {
        guard let served = board.current else {
            throw Problem.unavailable("No forecast is there yet; /health tells why.", retryAfter: 5)
        }
        return served
    }

    private func head(of served: ServedForecast) -> [UInt8] {
        var writer = JSONWriter(capacity: 320)
        writer.beginObject()
        writer.key("snapshot")
        served.document.header.encode(into: &writer, clock: clock)
        return writer.bytes
    }
}

/// The parts of answers about forecasts that follow the `snapshot` object.
enum PredictionsAnswer {
    static func list(_ query: PredictionQuery, in served: ServedForecast) -> PreparedAnswer {
        if query.isWhole {
            let tail = Array(",\"predictions\":".utf8) + served.document.predictionsJSON + [UInt8(ascii: "}")]
            return PreparedAnswer(tail: tail)
        }
        let rows = query.stationIDs.map { $0.compactMap { served.rows[$0] } } ?? Array(served.run.stationIDs.indices)
        var writer = tailWriter("predictions", capacity: rows.count * 300 + 64)
        let encoder = ForecastRecordEncoder(run: served.run, fields: query.fields, minutes: query.minutes)
        writer.beginArray()
        for row in rows { encoder.encode(row: row, into: &writer) }
        writer.endArray()
        writer.endObject()
        return PreparedAnswer(tail: writer.bytes)
    }

    static func station(_ query: PredictionQuery, row: Int, in served: ServedForecast) -> PreparedAnswer {
        var writer = tailWriter("prediction", capacity: 1024)
        ForecastRecordEncoder(run: served.run, fields: query.fields, minutes: query.minutes)
            .encode(row: row, into: &writer)
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
