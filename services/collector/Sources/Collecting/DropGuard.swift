package import Core

/// Holds back a snapshot that has lost an implausible share of its stations, until enough polls agree that they are gone.
package struct DropGuard: Sendable {
    /// A snapshot with fewer than this share of the live one's stations is held back.
    private static let plausibleShare = 0.8
    /// Polls that must agree before it goes live.
    private static let neededPolls = 3
    /// Two polls agree when their counts differ by no more than this share.
    private static let agreementShare = 0.05

    /// What earlier polls said.
    package struct Held: Hashable, Sendable {
        /// Stations in the last poll that was held back.
        package var stations: Int
        /// Polls in a row that agreed on it.
        package var polls: Int

        package init(stations: Int, polls: Int) {
            self.stations = stations
            self.polls = polls
        }

        /// As it stands in Redis: `stations polls`.
        package init?(text: String) {
            let parts = text.split(separator: " ").compactMap { Int($0) }
            guard parts.count == 2 else { return nil }
            self.init(stations: parts[0], polls: parts[1])
        }

        package var text: String { "\(stations) \(polls)" }
    }

    package enum Verdict: Equatable, Sendable {
        case accept
        case hold(Held)
    }

    /// Whether `candidate` may follow `live`, given what was `held` before.
    package static func judge(_ candidate: Snapshot, live: Snapshot?, held: Held?) -> Verdict {
        let count = candidate.stations.count
        if count == 0 { return .hold(Held(stations: 0, polls: 1)) }
        guard let live, live.source == candidate.source,
            Double(count) < Double(live.stations.count) * plausibleShare
        else { return .accept }
        guard let held, held.stations > 0, agrees(count, held.stations) else {
            return .hold(Held(stations: count, polls: 1))
        }
        let polls = held.polls + 1
        return polls >= neededPolls ? .accept : .hold(Held(stations: count, polls: polls))
    }

    private static func agrees(_ count: Int, _ other: Int) -> Bool {
        Double(abs(count - other)) <= Double(max(count, other)) * agreementShare
    }
}
