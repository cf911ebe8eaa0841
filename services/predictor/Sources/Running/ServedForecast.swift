package import Core
package import ServiceKit

/// A forecast run as it is served: encoded once, with an index by id and the answers made from it so far.
package final class ServedForecast: Sendable {
    package let run: ForecastRun
    package let document: ForecastDocument
    /// Row of each station by id.
    package let rows: [String: Int]
    /// Changes with the run; the weak ETag of its answers.
    package let tag: String
    /// The answers made from it so far.
    package let answers = AnswerStore(limit: 32)

    /// Encodes `run` on several cores at once.
    package convenience init(_ run: ForecastRun) async {
        self.init(run, document: await ForecastDocument.encoded(run))
    }

    private init(_ run: ForecastRun, document: ForecastDocument) {
        self.run = run
        self.document = document
        var rows: [String: Int] = [:]
        rows.reserveCapacity(run.stationIDs.count)
        for (row, id) in run.stationIDs.enumerated() { rows[id] = row }
        self.rows = rows
        tag = "\(run.basedOn.milliseconds)-\(run.madeAt.milliseconds)-\(run.stationIDs.count)"
    }
}
