/// Decides whether a provider that failed is asked again: closed (asked), open (not asked), half open (one call tries).
///
/// A state machine without clock or I/O. Every call asks ``admit(at:)`` first and says afterwards how it went.
package struct CircuitBreaker: Sendable {
    package typealias Instant = ContinuousClock.Instant

    /// When it opens, and for how long.
    package struct Settings: Sendable {
        /// Failures in a row that open it.
        package var failures: Int
        /// How long it stays open the first time; doubles with each trial that fails.
        package var openTime: Duration
        package var maximumOpenTime: Duration

        /// Five failures, then 5 s, at most a minute.
        package init(
            failures: Int = 5,
            openTime: Duration = .seconds(5),
            maximumOpenTime: Duration = .seconds(60)
        ) {
            self.failures = max(1, failures)
            self.openTime = openTime
            self.maximumOpenTime = max(openTime, maximumOpenTime)
        }
    }

    /// Whether calls pass.
    package enum State: Sendable, Equatable {
        case closed(failures: Int)
        case open(until: Instant)
        case halfOpen
    }

    /// Stands for one admitted call. Those given out before the last change of state count no more: late answers say
    /// little about now.
    package struct Permit: Sendable, Equatable {
        fileprivate let era: Int
    }

    package private(set) var state = State.closed(failures: 0)
    private let settings: Settings
    private var era = 0
    private var openings = 0

    /// Closed at first.
    package init(_ settings: Settings = Settings()) {
        self.settings = settings
    }

    /// Whether calls pass freely.
    package var isClosed: Bool {
        if case .closed = state { true } else { false }
    }

    /// A permit when the provider may be asked now; else nil.
    package mutating func admit(at now: Instant) -> Permit? {
        switch state {
        case .closed: return Permit(era: era)
        case .open(let until) where until <= now:
            change(to: .halfOpen)
            return Permit(era: era)
        case .open, .halfOpen: return nil
        }
    }

    /// The provider answered.
    package mutating func succeed(_ permit: Permit) {
        guard permit.era == era else { return }
        openings = 0
        if case .halfOpen = state { change(to: .closed(failures: 0)) } else { state = .closed(failures: 0) }
    }

    /// The provider failed.
    package mutating func fail(_ permit: Permit, at now: Instant) {
        guard permit.era == era else { return }
        switch state {
        case .closed(let failures) where failures + 1 < settings.failures: state = .closed(failures: failures + 1)
        case .closed, .halfOpen: open(at: now)
        case .open: break
        }
    }

    /// The call was given up before it could tell anything.
    package mutating func withdraw(_ permit: Permit, at now: Instant) {
        guard permit.era == era, case .halfOpen = state else { return }
        change(to: .open(until: now))
    }

    private mutating func open(at now: Instant) {
        let time = min(settings.openTime * (1 << min(openings, 20)), settings.maximumOpenTime)
        openings += 1
        change(to: .open(until: now + time))
    }

    private mutating func change(to next: State) {
        state = next
        era += 1
    }
}
