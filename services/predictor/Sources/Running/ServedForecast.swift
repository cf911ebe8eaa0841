package import Core
package import ServiceKit
import Synchronization

/// A forecast run as it is served: encoded once, with an index by id and the answers made from it so far.
package final class ServedForecast: Sendable {
    package let run: ForecastRun
    package let document: ForecastDocument
    /// Row of each station by id.
    package let rows: [String: Int]
    /// Changes with the run; the weak ETag of its answers.
    package let tag: String
    private let answers = Mutex<[String: PreparedAnswer]>([:])
    /// Different queries whose answers are kept; a further one empties the store.
    private static let answerLimit = 32

    package init(_ run: ForecastRun) {
        self.run = run
        document = ForecastDocument(run)
        var rows: [String: Int] = [:]
        rows.reserveCapacity(run.stationIDs.count)
        for (row, id) in run.stationIDs.enumerated() { rows[id] = row }
        self.rows = rows
        tag = "\(run.basedOn.milliseconds)-\(run.madeAt.milliseconds)-\(run.stationIDs.count)"
    }

    /// The answer stored under `key`, made by `make` the first time.
    package func answer(_ key: String, _ make: () -> PreparedAnswer) -> PreparedAnswer {
        if let stored = answers.withLock({ $0[key] }) { return stored }
        let made = make()
        answers.withLock {
            if $0.count >= Self.answerLimit { $0.removeAll() }
            $0[key] = made
        }
        return made
    }
}
