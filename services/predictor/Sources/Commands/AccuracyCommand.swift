package import ArgumentParser
import Core
import History
import SQLite
package import ServiceKit

/// `predictor accuracy`: prints how good the forecasts were, after rebuilding the ledger if told to.
package struct AccuracyCommand: ServiceCommand {
    package static let serviceName = "predictor"
    package static let logStream = StandardStream.error
    package static let configuration = CommandConfiguration(
        commandName: "accuracy",
        abstract: "Print how good the forecasts were.",
        discussion:
            "Reads VAR_DIR/predictor/accuracy.sqlite; with --recompute it is rebuilt from history/forecasts first."
    )

    @Flag(help: "Rebuild the scores of every day that the history has forecasts of.")
    var recompute = false

    @Option(help: "Hours back from the newest truth.")
    var hours = 24

    package init() {}

    package func validate() throws {
        guard hours > 0, hours <= 87_600 else { throw ValidationError("--hours must be from 1 to 87600.") }
    }

    package func run(in runtime: ServiceRuntime) async throws {
        let configuration = try PredictorConfiguration(reader: runtime.reader, common: runtime.common)
        let database = try await LedgerDatabase.open(varDirectory: runtime.common.varDirectory)
        let repository = SQLiteAccuracyRepository(database: database)
        let output = StandardStream.output
        if recompute {
            let history = HistoryStore(rootPath: configuration.historyPath)
            let counts = try await AccuracyRecomputation(history: history, repository: repository).run()
            output.writeLine("recomputed \(counts.scores) scores from \(counts.files) files")
        }
        for source in try await repository.sources() {
            for line in try await summary(of: source, in: repository) { output.writeLine(line) }
        }
        await database.close()
    }

    private func summary(of source: String, in repository: SQLiteAccuracyRepository) async throws -> [String] {
        guard let last = try await repository.lastTruth(source: source) else { return [] }
        let from = last.advanced(bySeconds: Int64(-hours * 3600))
        let to = Timestamp(milliseconds: last.milliseconds + 1)
        let totals = try await repository.totals(source: source, from: from, to: to, utcOffsetSeconds: 0)
        let report = AccuracyReport(totals, source: source, from: from, to: last, utcOffsetSeconds: 0)
        return ["\(source), \(hours) h to \(ZonedTimestamp(last, utcOffsetSeconds: 0).rfc3339):"]
            + report.horizons.map { minutes, sums in
                var writer = JSONWriter()
                writer.beginObject()
                sums.encodeMeasures(into: &writer)
                writer.endObject()
                return "  +\(minutes) min \(String(decoding: writer.bytes, as: UTF8.self))"
            }
    }
}
