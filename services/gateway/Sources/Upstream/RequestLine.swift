import DequeModule
package import NIOCore

/// Lets so many requests at a time go to an instance, from one loop; the others wait in line while that is quick.
///
/// A service that computes does not answer sooner for being asked more at once, but every connection in use costs it and the
/// gateway memory that then is not in the processor's caches. A service that waits itself, for a model or a database, does:
/// where a turn takes longer than a twentieth of the longest wait, or somebody has waited that long, everybody in line goes, and for
/// a while nobody waits. (By Little's law a turn takes `limit / turns per second` on average.)
package struct RequestLine<Request> {
    /// How long nobody waits after a line was given up: the longer the more often that has happened in a row.
    package static var shortestPause: TimeAmount { .seconds(2) }
    package static var longestPause: TimeAmount { .seconds(60) }

    private let limit: Int
    private let longestWait: TimeAmount
    private var underWay = 0
    private var line: Deque<(request: Request, since: NIODeadline)> = []
    /// Turns that ended since the last look, or since somebody waits, and whether more than the limit were under way then:
    /// as many as that ending says nothing about how long a turn takes.
    private var ended = 0
    private var hadSurplus = false
    private var pause = Self.shortestPause
    private var pausesUntil = NIODeadline.uptimeNanoseconds(0)

    package init(limit: Int, longestWait: TimeAmount) {
        self.limit = limit
        self.longestWait = longestWait
    }

    /// How often to ``look(now:isWaiting:)`` while somebody waits.
    package var interval: TimeAmount { .nanoseconds(longestWait.nanoseconds * 2 / 5) }
    package var isEmpty: Bool { line.isEmpty }
    package var isUnused: Bool { underWay == 0 && line.isEmpty }

    /// Whether it is the request's turn at once; else it stands in line.
    package mutating func enter(_ request: Request, now: NIODeadline) -> Bool {
        guard underWay >= limit, now >= pausesUntil else {
            underWay += 1
            return true
        }
        if line.isEmpty { beginCount() }
        line.append((request, now))
        return false
    }

    /// A turn has ended; returns whose is next.
    package mutating func leave() -> Request? {
        underWay -= 1
        ended += 1
        guard underWay < limit, let next = line.popFirst() else { return nil }
        underWay += 1
        return next.request
    }

    /// Returns all that still wait when the line is given up: it is their turn.
    package mutating func look(now: NIODeadline, isWaiting: (Request) -> Bool) -> [Request] {
        defer { beginCount() }
        while let first = line.first, !isWaiting(first.request) { line.removeFirst() }
        guard let first = line.first, now - first.since >= interval else { return [] }
        if now - first.since < longestWait {
            if hadSurplus { return [] }
            // A turn takes limit * interval / ended: by the lengths above, a twentieth of the longest wait.
            if ended >= limit * 8 {
                pause = Self.shortestPause
                return []
            }
        }
        if now - pausesUntil > Self.longestPause { pause = Self.shortestPause }
        pausesUntil = now + pause
        pause = min(2 * pause, Self.longestPause)
        let all = line.map(\.request).filter(isWaiting)
        underWay += all.count
        line = []
        return all
    }

    private mutating func beginCount() {
        ended = 0
        hadSurplus = underWay > limit
    }
}
