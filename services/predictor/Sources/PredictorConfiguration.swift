import Configuration
import Core
import ServiceKit

/// The predictor's settings, beside those every service reads.
///
/// ## Configuration keys:
/// - `HISTORY_URL` (`VAR_DIR`/history): folder of the history, as a path or `file://` URL.
/// - `PREDICT_INTERVAL` (5m): how often, by the suite's clock, the scheduler looks for a snapshot whose event was lost.
/// - `LEARN_DAYS` (7): days of history the baseline is learned from at start.
/// - `ACCURACY_DAYS` (90): days the accuracy ledger goes back.
struct PredictorConfiguration: Sendable {
    let historyPath: String
    let intervalSeconds: Double
    let learnDays: Int
    let accuracyDays: Int

    /// Throws ``ConfigurationError`` for the first malformed value.
    init(reader: ConfigReader, common: CommonConfiguration) throws {
        historyPath = try reader.historyPath(varDirectory: common.varDirectory)
        intervalSeconds = try reader.duration(
            "PREDICT_INTERVAL",
            default: .seconds(300),
            in: .seconds(1) ... .seconds(3600)
        ).inSeconds
        learnDays = try reader.integer("LEARN_DAYS", default: 7, in: 0...60)
        accuracyDays = try reader.integer("ACCURACY_DAYS", default: 90, in: 1...3660)
    }
}
