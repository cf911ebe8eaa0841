import Core
package import History

/// Rebuilds the accuracy ledger from the forecasts that the history holds beside their truths.
package struct AccuracyRecomputation: Sendable {
    private let history: HistoryStore
    private let repository: any AccuracyRepository & StationAccuracyRepository

    package init(history: HistoryStore, repository: any AccuracyRepository & StationAccuracyRepository) {
        self.history = history
        self.repository = repository
    }

    /// Replaces the scores of every day (UTC), and the sums by station of every local day, that the history has
    /// forecasts of; other days keep theirs.
    ///
    /// Throws at the first file that cannot be read, with the days before it done.
    package func run() async throws -> (files: Int, scores: Int) {
        var counts = (files: 0, scores: 0)
        for folder in try await history.sources(.forecasts) {
            // Local days begin in one folder of the history and end in the next.
            var stations = StationAccuracyBuffer()
            for day in try await history.days(.forecasts, source: folder) {
                let end = day.advanced(bySeconds: LocalDay.seconds)
                var scores: [ForecastScore] = []
                for entry in try await history.entries(.forecasts, source: folder, from: day, to: end) {
                    let rescorer = try OutcomeRescorer(lines: await history.readLines(entry))
                    scores += rescorer.scores
                    stations.add(rescorer.stations)
                    counts.files += 1
                }
                // The folder's name is the source's made fit for a folder; the lines have it as it is.
                for (source, own) in Dictionary(grouping: scores, by: \.source) {
                    try await repository.replace(own, source: source, from: day, to: end)
                }
                try await repository.replace(stations.removeDays(endingBy: end))
                counts.scores += scores.count
            }
            try await repository.replace(stations)
        }
        return counts
    }
}
