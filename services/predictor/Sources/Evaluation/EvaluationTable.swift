import Core

/// An evaluation as lines of text, for a terminal.
struct EvaluationTable {
    let lines: [String]

    init(_ evaluation: Evaluation) {
        var lines = [
            "\(evaluation.source), model \(evaluation.modelVersion): model (last value, difference)",
            "       n          RMSE                     MAE             pinball                    Brier empty "
                + "(hard, by count)         PIT",
        ]
        for horizon in evaluation.horizons {
            let sums = horizon.total
            let brier = sums.mean(sums.brierEmpty)
            let (hard, byCount) = (sums.mean(sums.brierEmptyLast), sums.mean(sums.brierEmptyByCount))
            let shares = horizon.pitCounts.map { Double($0) / Double(max(1, sums.count)) * 100 }
            lines.append(
                "+\(horizon.minutes) min  \(sums.count)  "
                    + Self.pair(sums.rmse, sums.rmseLast, decimals: 3) + "  "
                    + "\(Figures.number(sums.mean(sums.absolute), decimals: 3)) "
                    + "(\(Figures.number(sums.mean(sums.absoluteLast), decimals: 3)))  "
                    + Self.pair(sums.pinballMean, sums.pinballLastMean, decimals: 4) + "  "
                    + "\(Figures.number(brier, decimals: 4)) (\(Figures.percent(brier / hard - 1)), "
                    + "\(Figures.percent(brier / byCount - 1)))  "
                    + "\(Figures.number(shares.min() ?? 0, decimals: 1))-\(Figures.number(shares.max() ?? 0, decimals: 1)) %"
            )
        }
        self.lines = lines
    }

    private static func pair(_ model: Double, _ last: Double, decimals: Int) -> String {
        "\(Figures.number(model, decimals: decimals)) (\(Figures.number(last, decimals: decimals)), "
            + "\(Figures.percent(model / last - 1)))"
    }
}
