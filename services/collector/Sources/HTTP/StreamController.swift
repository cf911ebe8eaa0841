import AsyncAlgorithms
import Core
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceKit

/// `/api/stream`: server-sent events of changed stations, new forecasts and a heartbeat.
struct StreamController {
    let city: LiveCity
    let clock: WallClock
    /// Real time between two heartbeats; proxies close connections that are silent for a minute.
    var heartbeat: Duration = .seconds(15)

    func addRoutes(to router: Router<AppRequestContext>) {
        router.get("/api/stream", use: stream)
    }

    @Sendable
    private func stream(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        var headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
        // nginx passes the events on one by one.
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        if request.method == .head { return Response(status: .ok, headers: headers) }
        let lastEventID = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }
        guard let subscription = city.subscribe(after: lastEventID) else {
            throw Problem.unavailable("Too many clients follow the stream.", retryAfter: 30)
        }
        return Response(status: .ok, headers: headers, body: body(subscription))
    }

    private func body(_ subscription: CitySubscription) -> ResponseBody {
        let (city, clock, heartbeat) = (city, clock, heartbeat)
        return ResponseBody { writer in
            defer { subscription.end() }
            try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
            try await writer.write(StreamText.heartbeat(city: city, clock: clock))
            let beats = AsyncTimerSequence(interval: heartbeat, clock: .continuous).map { _ in StreamItem.beat }
            let events = subscription.events.map { StreamItem.event($0) }.chain(ending: .end)
            loop: for await item in merge(events, beats) {
                switch item {
                case .event(let event): try await writer.write(StreamText.event(event, city: city, clock: clock))
                case .beat: try await writer.write(StreamText.heartbeat(city: city, clock: clock))
                case .end: break loop
                }
            }
            try await writer.finish(nil)
        }
    }
}

private enum StreamItem: Sendable {
    case event(CityEvent)
    case beat
    /// The service stops.
    case end
}

extension AsyncSequence where Self: Sendable, Element == StreamItem, Failure == Never {
    /// The sequence with one more element at its end.
    fileprivate func chain(ending last: StreamItem) -> AsyncChain2Sequence<Self, AsyncSyncSequence<[StreamItem]>> {
        AsyncAlgorithms.chain(self, [last].async)
    }
}

/// Events as text (WHATWG HTML, section "Server-sent events").
enum StreamText {
    static func event(_ event: CityEvent, city: LiveCity, clock: WallClock) -> ByteBuffer {
        switch event {
        case .stations(let changes):
            let id = EventID(live: changes.live, forecast: city.forecast)
            return text("stations", id: id, data: stations(changes, clock: clock))
        case .predictions(let header):
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("snapshot")
            header.encode(into: &writer, clock: clock)
            writer.endObject()
            return text("predictions", id: EventID(live: city.current, forecast: header), data: writer.bytes)
        }
    }

    static func heartbeat(city: LiveCity, clock: WallClock) -> ByteBuffer {
        let offset = city.current?.snapshot.utcOffsetSeconds ?? clock.utcOffsetSeconds
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("now", ZonedTimestamp(clock.now(), utcOffsetSeconds: offset))
        if let live = city.current {
            writer.key("snapshot")
            live.document.header.encode(into: &writer, clock: clock)
        }
        writer.endObject()
        return text("heartbeat", id: EventID(live: city.current, forecast: city.forecast), data: writer.bytes)
    }

    private static let fields: StationFields = [.stationID, .bikes, .docksFree, .observedAt, .changedAt]

    private static func stations(_ changes: StationChanges, clock: WallClock) -> [UInt8] {
        let live = changes.live
        var writer = JSONWriter(capacity: changes.rows.count * 160 + 512)
        writer.beginObject()
        writer.key("snapshot")
        live.document.header.encode(into: &writer, clock: clock)
        writer.field("full", changes.isFull)
        writer.key("stations")
        writer.beginArray()
        var encoder = StationRecordEncoder(snapshot: live.snapshot, fields: changes.isFull ? .all : fields)
        for row in changes.rows { encoder.encode(live.snapshot.stations[row], into: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// The JSON has no line feed, so one `data:` line holds it.
    private static func text(_ name: String, id: EventID, data: [UInt8]) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(data.count + 96)
        buffer.writeString("event: \(name)\nid: \(id.text)\ndata: ")
        buffer.writeBytes(data)
        buffer.writeString("\n\n")
        return buffer
    }
}
