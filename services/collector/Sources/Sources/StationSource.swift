package import Core

/// Where a city's counts come from.
package protocol StationSource: Sendable {
    /// Short stable name, e.g. `seoul`; it stands in every record and names the history's folder.
    var name: String { get }

    /// Reads every station once, all or nothing; `now` is the time by the suite's clock.
    func read(at now: Timestamp) async throws -> SourceReading
}

/// What one poll of a source brought, before it is judged against what was known.
package struct SourceReading: Sendable {
    /// The time the counts are true for: as the source says, else when they were received.
    package var observedAt: Timestamp
    /// The city's offset from UTC, in seconds.
    package var utcOffsetSeconds: Int
    /// IANA name of the city's time zone; empty when the source does not say.
    package var timeZone: String
    /// As they came, duplicates included.
    package var rows: [StationRow]

    package init(observedAt: Timestamp, utcOffsetSeconds: Int, timeZone: String = "", rows: [StationRow]) {
        self.observedAt = observedAt
        self.utcOffsetSeconds = utcOffsetSeconds
        self.timeZone = timeZone
        self.rows = rows
    }
}

/// One station as a source sent it; nil where the value was missing or unusable.
package struct StationRow: Sendable {
    package var id: String
    package var number: String
    package var name: String
    package var district: String?
    package var location: Coordinate?
    package var racks: Int?
    package var bikes: Int?
    package var docksFree: Int?
    /// When the station itself last reported.
    package var reportedAt: Timestamp?

    package init(
        id: String,
        number: String = "",
        name: String = "",
        district: String? = nil,
        location: Coordinate? = nil,
        racks: Int? = nil,
        bikes: Int? = nil,
        docksFree: Int? = nil,
        reportedAt: Timestamp? = nil
    ) {
        self.id = id
        self.number = number
        self.name = name
        self.district = district
        self.location = location
        self.racks = racks
        self.bikes = bikes
        self.docksFree = docksFree
        self.reportedAt = reportedAt
    }
}

/// Why a source could not be read. The text never holds an address's path: the Seoul key stands there.
package struct SourceError: Error, CustomStringConvertible {
    /// What kind of failure, for counters.
    package enum Kind: String, Sendable, CaseIterable {
        /// No usable answer: connection, time-out, HTTP status.
        case transport
        /// An answer that is not what it should be.
        case malformed
        /// The source says that the request or the key is wrong; trying again at once does not help.
        case refused
        /// The source reports a failure of its own.
        case upstream
    }

    package let kind: Kind
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { message }

    /// Whether another try within the same slot makes sense.
    package var isRetriable: Bool { kind != .refused }
}
