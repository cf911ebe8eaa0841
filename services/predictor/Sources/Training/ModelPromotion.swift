import Core
import Glibc

/// Decides whether a new model becomes champion, and writes the decision down.
///
/// A new model has to win on the days held back, paired by day: the mean of its daily pinball losses, relative to the
/// champion's and averaged over the horizons, has to be lower with a one-sided p below 0.1 (Student's t), over at least
/// seven days, and neither its RMSE nor its Brier score of "empty" may be more than 1 % worse. A model that forecasts more horizons only must not be worse on those both have.
package struct ModelPromotion: Sendable {
    package static let fewestDays = 7

    /// The champion as it is now.
    package struct Champion: Sendable {
        package let stored: StoredChampion
        /// Nil when there is none, or it cannot be read.
        package let model: TrainedModel?
    }

    package struct Decision: Sendable, Hashable {
        package var isPromoted: Bool
        /// One sentence for whoever asked, and for the history.
        package var text: String
        package var metrics: [String: Double] = [:]
    }

    private let registry: ModelRegistry
    private let author: String

    package init(registry: ModelRegistry, by author: String) {
        self.registry = registry
        self.author = author
    }

    /// Reads the champion and its history; a broken champion is as good as none.
    package func champion() async throws -> Champion {
        let stored = try await registry.champion()
        guard let version = stored.record.champion else { return Champion(stored: stored, model: nil) }
        do {
            let files = try await registry.load(version).files
            return Champion(stored: stored, model: try ModelFiles.decode(files, version: version.description))
        } catch is RegistryError, is ModelFileError {
            // It serves nobody; what is wrong with it is told where it is loaded for serving.
            return Champion(stored: stored, model: nil)
        }
    }

    /// Weighs `new` against what `rival` (the champion's evaluation on the same days) says, and promotes or refuses it.
    ///
    /// `takesOver`: whether it replaces a champion of another source, which cannot serve this one.
    package func decide(
        on new: TrainedVersion,
        against rival: Evaluation?,
        champion: Champion,
        takesOver: Bool
    ) async throws -> Decision {
        let decision = Self.weigh(new, against: rival, champion: champion.model, takesOver: takesOver)
        try await record(decision, version: new.artifact.version, expecting: champion.stored.record.champion)
        return decision
    }

    private func record(_ decision: Decision, version: ModelVersion, expecting champion: ModelVersion?) async throws {
        let metrics = decision.metrics
        guard decision.isPromoted else {
            _ = try await registry.refuse(version, reason: decision.text, by: author, metrics: metrics)
            return
        }
        let expected = ExpectedChampion.version(champion)
        _ = try await registry.promote(
            version,
            reason: decision.text,
            by: author,
            expecting: expected,
            metrics: metrics
        )
    }

    package static func weigh(
        _ new: TrainedVersion,
        against rival: Evaluation?,
        champion: TrainedModel?,
        takesOver: Bool
    ) -> Decision {
        guard let champion else {
            return Decision(isPromoted: true, text: "promoted: there is no champion that can be read")
        }
        guard champion.source == new.model.source else {
            if takesOver {
                let text = "promoted: the champion \(champion.version) serves \(champion.source)"
                return Decision(isPromoted: true, text: text)
            }
            return Decision(
                isPromoted: false,
                text:
                    "not promoted: the champion \(champion.version) serves \(champion.source), this model was trained on "
                    + "\(new.model.source)"
            )
        }
        guard let mine = new.evaluation, let rival else {
            return Decision(isPromoted: false, text: "not promoted: no days were held back to compare it on")
        }
        return compare(mine, rival, name: champion.version)
    }

    private static func compare(_ mine: Evaluation, _ rival: Evaluation, name: String) -> Decision {
        let comparison = PairedComparison(mine, rival)
        let metrics = comparison.metrics
        let figures =
            "pinball \(Figures.percent(comparison.meanDifference)), RMSE \(Figures.percent(comparison.rmse)), "
            + "Brier of empty \(Figures.percent(comparison.brierEmpty)) against \(name) on \(comparison.days) days"
        guard comparison.days >= fewestDays else {
            let text = "not promoted: \(comparison.days) days to compare on, \(fewestDays) are needed"
            return Decision(isPromoted: false, text: text, metrics: metrics)
        }
        let added = Set(mine.horizons.map(\.minutes)).subtracting(rival.horizons.map(\.minutes))
        // The champion may have been trained on the very days it is compared on, so it may look better than it is.
        if !added.isEmpty, comparison.meanDifference < 0.05 {
            let text = "promoted: it forecasts \(added.count) horizons more, \(figures)"
            return Decision(isPromoted: true, text: text, metrics: metrics)
        }
        guard comparison.isSignificant, comparison.rmse < 0.01, comparison.brierEmpty < 0.01 else {
            return Decision(isPromoted: false, text: "not promoted: \(figures)", metrics: metrics)
        }
        return Decision(isPromoted: true, text: "promoted: \(figures)", metrics: metrics)
    }
}

/// Two evaluations of the same days, day by day.
struct PairedComparison {
    /// Days both were judged on.
    let days: Int
    /// Mean over days of the relative difference of pinball losses, averaged over the horizons both have.
    let meanDifference: Double
    let standardError: Double
    /// Relative differences over all days.
    let rmse: Double
    let brierEmpty: Double

    init(_ mine: Evaluation, _ rival: Evaluation) {
        let pairs = mine.horizons.compactMap { own in
            rival.horizons.first { $0.minutes == own.minutes }.map { (own, $0) }
        }
        let shared = pairs.map { Set($0.0.byDay.keys).intersection($0.1.byDay.keys) }
        let common = shared.dropFirst().reduce(shared.first ?? []) { $0.intersection($1) }.sorted()
        let differences = common.map { day in
            let ratios = pairs.map { own, other in
                (own.byDay[day]?.pinballMean ?? 0) / max(1e-9, other.byDay[day]?.pinballMean ?? 0) - 1
            }
            return ratios.reduce(0, +) / Double(max(1, ratios.count))
        }
        days = differences.count
        let mean = differences.reduce(0, +) / Double(max(1, days))
        let squares = differences.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
        meanDifference = mean
        standardError = days > 1 ? (squares / Double(days - 1) / Double(days)).squareRoot() : .infinity
        let relative = { (measure: (EvaluationSums) -> Double) in
            let ratios = pairs.map { measure($0.0.total) / max(1e-9, measure($0.1.total)) - 1 }
            return ratios.reduce(0, +) / Double(max(1, ratios.count))
        }
        rmse = relative(\.rmse)
        brierEmpty = relative { $0.mean($0.brierEmpty) }
    }

    /// Whether the mean is below 0 with a one-sided p below 0.1: the quantiles of Student's t for 6, 9 and 30 degrees of
    /// freedom are 1.44, 1.38 and 1.31.
    var isSignificant: Bool {
        guard meanDifference < 0 else { return false }
        let quantile = 1.2816 + 0.95 / Double(max(1, days - 1))
        return meanDifference < -quantile * standardError
    }

    var metrics: [String: Double] {
        var metrics = ["days": Double(days), "pinball_difference": meanDifference, "rmse_difference": rmse]
        metrics["brier_empty_difference"] = brierEmpty
        if standardError.isFinite { metrics["standard_error"] = standardError }
        return metrics
    }
}

/// Numbers for people.
enum Figures {
    /// `-4.5 %` for −0.045.
    static func percent(_ share: Double) -> String {
        guard share.isFinite else { return "–" }
        let tenths = Int((share * 1000).rounded())
        return "\(tenths < 0 ? "-" : "+")\(abs(tenths) / 10).\(abs(tenths) % 10) %"
    }

    /// With `decimals` digits behind the point.
    static func number(_ value: Double, decimals: Int) -> String {
        var writer = JSONWriter(capacity: 24)
        writer.number(value, decimals: decimals)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        guard text != "null", decimals > 0 else { return text }
        let parts = text.split(separator: ".", maxSplits: 1)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        return "\(parts[0]).\(fraction)" + String(repeating: "0", count: max(0, decimals - fraction.count))
    }
}
