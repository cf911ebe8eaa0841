package import Core
import Synchronization

/// What the collector serves: the live snapshot, the last day of counts, and who wants to hear of changes.
package final class LiveCity: Sendable {
    private struct State {
        var current: LiveSnapshot?
        var forecast: ForecastHeader?
        var recent = RecentHistory()
        var subscribers: [Int: AsyncStream<CityEvent>.Continuation] = [:]
        var nextSubscriber = 0
        var events = EventLog()
        var timeZone = ""
    }

    private let state = Mutex(State())
    /// Streams that may be open at a time.
    package static let subscriberLimit = 2000
    /// Events that wait for a slow client; beyond it the oldest is dropped, and the client is sent a whole snapshot instead.
    private static let waitingEvents = 8

    package init() {}

    /// The live snapshot, nil before the first.
    package var current: LiveSnapshot? { state.withLock { $0.current } }

    /// IANA name of the city's time zone as its source says; empty when it does not.
    package var timeZone: String {
        get { state.withLock { $0.timeZone } }
        set { state.withLock { $0.timeZone = newValue } }
    }

    /// The header of the current forecast, nil before the first.
    package var forecast: ForecastHeader? { state.withLock { $0.forecast } }

    /// Clients that follow the changes.
    package var subscriberCount: Int { state.withLock { $0.subscribers.count } }

    /// Makes a snapshot the live one and tells the subscribers, unless it is the one that is live or older than that.
    package func adopt(_ live: LiveSnapshot) {
        state.withLock { state in
            let previous = state.current
            guard previous?.tag != live.tag else { return }
            if let previous, previous.snapshot.source == live.snapshot.source,
                previous.snapshot.observedAt > live.snapshot.observedAt
            {
                return
            }
            state.current = live
            state.recent.append(live.snapshot)
            let changes = StationChanges(from: previous, to: live)
            state.events.append(changes)
            let event = CityEvent.stations(changes)
            for subscriber in state.subscribers.values { subscriber.yield(event) }
        }
    }

    /// Notes a new forecast and tells the subscribers.
    package func adopt(forecast header: ForecastHeader) {
        state.withLock { state in
            guard state.forecast != header else { return }
            state.forecast = header
            let event = CityEvent.predictions(header)
            for subscriber in state.subscribers.values { subscriber.yield(event) }
        }
    }

    /// Adds snapshots older than all that are known to the last day of counts.
    package func prepend(_ older: RecentHistory) {
        state.withLock { $0.recent.prepend(older) }
    }

    /// The counts of a station since `from`, oldest first; nil when the station is not in the live snapshot.
    package func history(of stationID: String, since from: Timestamp) -> [RecentHistory.Point]? {
        state.withLock { state in
            guard state.current?.rows[stationID] != nil else { return nil }
            return state.recent.points(of: stationID, since: from)
        }
    }

    /// Follows the changes. `lastEventID` is the id of the last event a client has seen: what came after it is sent first;
    /// without one, or with one that is not ours, it is taken to know what is live now. Nil when too many follow already.
    package func subscribe(after lastEventID: String?) -> CitySubscription? {
        state.withLock { state in
            guard state.subscribers.count < Self.subscriberLimit else { return nil }
            let id = state.nextSubscriber
            state.nextSubscriber += 1
            let (events, continuation) = AsyncStream.makeStream(
                of: CityEvent.self,
                bufferingPolicy: .bufferingNewest(Self.waitingEvents)
            )
            let known = lastEventID.flatMap(EventID.init) ?? EventID(live: state.current, forecast: state.forecast)
            for event in state.events.missed(since: known, live: state.current, forecast: state.forecast) {
                continuation.yield(event)
            }
            state.subscribers[id] = continuation
            return CitySubscription(id: id, known: known, events: events, city: self)
        }
    }

    func unsubscribe(_ id: Int) {
        let continuation = state.withLock { $0.subscribers.removeValue(forKey: id) }
        continuation?.finish()
    }

    /// Ends every stream, when the service stops.
    package func endSubscriptions() {
        let open = state.withLock { state in
            defer { state.subscribers.removeAll() }
            return Array(state.subscribers.values)
        }
        for continuation in open { continuation.finish() }
    }
}

/// One client's view of the changes; it ends with the last reference, if not before.
package final class CitySubscription: Sendable {
    private let id: Int
    private let city: LiveCity
    /// What the client knows before the first event.
    package let known: EventID
    package let events: AsyncStream<CityEvent>

    init(id: Int, known: EventID, events: AsyncStream<CityEvent>, city: LiveCity) {
        self.id = id
        self.known = known
        self.events = events
        self.city = city
    }

    deinit {
        city.unsubscribe(id)
    }

    /// Stops following.
    package func end() { city.unsubscribe(id) }
}
