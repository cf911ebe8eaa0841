import Core
package import History

/// Rebuilds the accuracy ledger from the forecasts that the history holds beside their truths.
package struct AccuracyRecomputation: Sendable {
    private let history: HistoryStore
    private let repository: any AccuracyRepository

    package init(history: HistoryStore, repository: any AccuracyRepository) {
        self.history = history
        self.repository = repository
    }

    /// Replaces the scores of every day (UTC) that the history has forecasts of; other days keep theirs.
    ///
    /// Throws at the first file that cannot be read, with the days before it done.
    package func run() async throws -> (files: Int, scores: Int) {
        var counts = (files: 0, scores: 0)
        for folder in try await history.sources(.forecasts) {
            for day in try await history.days(.forecasts, source: folder) {
                let end = day.advanced(bySeconds: 86_400)
                var scores: [ForecastScore] = []
                for entry in try await history.entries(.forecasts, source: folder, from: day, to: end) {
                    scores += try OutcomeRescorer.scores(lines: await history.readLines(entry))
                    counts.files += 1
                }
                // The folder's name is the source's made fit for a folder; the lines have it as it is.
                for (source, own) in Dictionary(grouping: scores, by: \.source) {
                    try await repository.replace(own, source: source, from: day, to: end)
                }
                counts.scores += scores.count
            }
        }
        return counts
    }
}
