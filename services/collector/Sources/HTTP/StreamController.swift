import AsyncAlgorithms
import Core
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceKit
import ServiceLifecycle

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
            var text = StreamText(city: city, clock: clock, known: subscription.known)
            try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
            try await writer.write(text.heartbeat())
            let beats = AsyncTimerSequence(interval: heartbeat, clock: .continuous).map { _ in StreamItem.beat }
            let events = subscription.events.map { StreamItem.event($0) }.chain(ending: .end)
            loop: for await item in merge(events, beats).cancelOnGracefulShutdown() {
                switch item {
                case .event(let event):
                    if let bytes = text.event(event) { try await writer.write(bytes) }
                case .beat: try await writer.write(text.heartbeat())
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

/// One client's events as text (WHATWG HTML, section "Server-sent events").
///
/// Every id says what this client knows once it has the event, so that a connection that breaks anywhere loses nothing.
struct StreamText {
    private let city: LiveCity
    private let clock: WallClock
    private var known: EventID

    init(city: LiveCity, clock: WallClock, known: EventID) {
        self.city = city
        self.clock = clock
        self.known = known
    }

    /// The event's text; a whole snapshot where the client lacks the one the difference starts from, nil for what it knows.
    mutating func event(_ event: CityEvent) -> ByteBuffer? {
        switch event {
        case .stations(let changes):
            if changes.tag == known.snapshotTag { return nil }
            if changes.isFull || changes.baseTag == known.snapshotTag { return stations(changes) }
            return city.current.map { stations(StationChanges(full: $0)) }
        case .predictions(let header):
            known.forecastMilliseconds = header.basedOn.milliseconds
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("snapshot")
            header.encode(into: &writer, clock: clock)
            writer.endObject()
            return text("predictions", data: writer.bytes)
        }
    }

    func heartbeat() -> ByteBuffer {
        let offset = city.current?.snapshot.utcOffsetSeconds ?? clock.utcOffsetSeconds
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("now", ZonedTimestamp(clock.now(), utcOffsetSeconds: offset))
        if let live = city.current {
            writer.key("snapshot")
            live.document.header.encode(into: &writer, clock: clock)
        }
        writer.endObject()
        return text("heartbeat", data: writer.bytes)
    }

    private mutating func stations(_ changes: StationChanges) -> ByteBuffer {
        known.snapshotTag = changes.tag
        var writer = JSONWriter(capacity: changes.stationsJSON.count + 512)
        writer.beginObject()
        writer.key("snapshot")
        changes.header.encode(into: &writer, clock: clock)
        writer.field("full", changes.isFull)
        writer.key("stations")
        writer.raw(changes.stationsJSON)
        writer.endObject()
        return text("stations", data: writer.bytes)
    }

    /// The JSON has no line feed, so one `data:` line holds it.
    private func text(_ name: String, data: [UInt8]) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(data.count + 96)
        buffer.writeString("event: \(name)\nid: \(known.text)\ndata: ")
        buffer.writeBytes(data)
        buffer.writeString("\n\n")
        return buffer
    }
}
