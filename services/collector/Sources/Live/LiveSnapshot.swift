package import Core
package import ServiceKit

/// A snapshot as it is served: encoded once, with an index by id and the answers made from it so far.
package final class LiveSnapshot: Sendable {
    package let snapshot: Snapshot
    package let document: SnapshotDocument
    /// Row of each station by id.
    package let rows: [String: Int]
    /// Changes with the data and with nothing else; the weak ETag of every answer made from this snapshot.
    package let tag: String
    /// The answers made from it so far.
    package let answers = AnswerStore()

    /// Encodes `snapshot`; the index of the one before is taken over where the stations are the same.
    package init(_ snapshot: Snapshot, following previous: LiveSnapshot? = nil) {
        self.snapshot = snapshot
        document = SnapshotDocument(snapshot)
        if let previous, LiveSnapshot.haveSameStations(previous.snapshot, snapshot) {
            rows = previous.rows
        } else {
            let pairs = snapshot.stations.enumerated().map { ($1.station.id, $0) }
            rows = Dictionary(pairs) { first, _ in first }
        }
        tag = LiveSnapshot.tag(document)
    }

    private static func haveSameStations(_ left: Snapshot, _ right: Snapshot) -> Bool {
        left.stations.count == right.stations.count
            && zip(left.stations, right.stations).allSatisfy { $0.station.id == $1.station.id }
    }

    /// Source, time and a hash (FNV-1a, eight bytes at a time) of the stations' text.
    private static func tag(_ document: SnapshotDocument) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var word: UInt64 = 0
        for (index, byte) in document.stationsJSON.enumerated() {
            word = word << 8 | UInt64(byte)
            if index & 7 == 7 { hash = (hash ^ word) &* 0x0000_0100_0000_01b3 ^ (hash >> 29) }
        }
        hash = (hash ^ word) &* 0x0000_0100_0000_01b3
        return "\(document.header.observedAt.milliseconds)-\(String(hash, radix: 16))"
    }
}
