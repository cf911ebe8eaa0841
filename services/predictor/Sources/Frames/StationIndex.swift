/// Gives each station id a row that stays its own while the service runs, so that columns of different snapshots line
/// up.
package struct StationIndex: Sendable {
    /// Stations beyond this count are left out: no source has as many, and every column grows with the index.
    package static let limit = 20_000

    /// The id of each row.
    package private(set) var ids: [String] = []
    private var rowByID: [String: Int32] = [:]

    package init() {}

    /// Rows in use.
    package var count: Int { ids.count }

    /// The row of a station seen before.
    package func row(of id: String) -> Int32? { rowByID[id] }

    /// The row of a station, a new one at the end when it was never seen; nil when the index is full.
    package mutating func insert(_ id: String) -> Int32? {
        if let row = rowByID[id] { return row }
        guard ids.count < Self.limit else { return nil }
        let row = Int32(ids.count)
        ids.append(id)
        rowByID[id] = row
        return row
    }
}
