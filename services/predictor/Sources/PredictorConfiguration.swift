package import Configuration
import Core
import GradientBoosting
import ObjectStore
package import ServiceKit

/// The predictor's settings, beside those every service reads.
///
/// ## Configuration keys:
/// - `HISTORY_URL` (`VAR_DIR`/history): folder of the history, as a path or `file://` URL.
/// - `PREDICT_INTERVAL` (5m): how often, by the suite's clock, the scheduler looks for a snapshot whose event was lost.
/// - `LEARN_DAYS` (7): days of history the baseline is learned from at start.
/// - `ACCURACY_DAYS` (90): days the accuracy ledger goes back.
/// - Those of ``ModelSettings``.
package struct PredictorConfiguration: Sendable {
    let historyPath: String
    let intervalSeconds: Double
    let learnDays: Int
    let accuracyDays: Int
    package let models: ModelSettings

    /// Throws ``ConfigurationError`` for the first malformed value.
    package init(reader: ConfigReader, common: CommonConfiguration) throws {
        historyPath = try reader.historyPath(varDirectory: common.varDirectory)
        intervalSeconds = try reader.duration(
            "PREDICT_INTERVAL",
            default: .seconds(300),
            in: .seconds(1) ... .seconds(3600)
        ).inSeconds
        learnDays = try reader.integer("LEARN_DAYS", default: 7, in: 0...60)
        accuracyDays = try reader.integer("ACCURACY_DAYS", default: 90, in: 1...3660)
        models = try ModelSettings(reader: reader, common: common)
    }
}

/// Where models are kept and how they are trained.
///
/// ## Configuration keys:
/// - `MODEL_STORE_URL` (`VAR_DIR`/models): folder or `s3://bucket/prefix` of the model registry.
/// - `MODEL_CHECK_INTERVAL` (30s): how often, in real time, the registry is asked whether the champion changed.
/// - `LIGHTGBM_LIBRARY`, `XGBOOST_LIBRARY`: files of the training libraries, where they are not found by themselves.
/// - `TRAIN_ENGINE` (lightgbm): `lightgbm` or `xgboost`.
/// - `TRAIN_ROWS` (300000): rows that trees grow on when the service trains.
/// - `TRAIN_DAYS` (60): days of history it trains on.
/// - `TRAIN_AT_START` (off): whether a service without a model trains one by itself.
/// - `ROLLBACK_HOURS` (24): hours, by the suite's clock, in which a new champion has to be worse than the one before until it
///   is sent back.
/// - `AWS_REGION`, `AWS_ENDPOINT_URL_S3` and the variables by which AWS tools find credentials.
package struct ModelSettings: Sendable {
    package let storeURL: String
    let checkInterval: Duration
    let lightGBMLibrary: String?
    let xgboostLibrary: String?
    let engine: BoostingEngine
    let rowLimit: Int
    let trainDays: Int
    let trainsAtStart: Bool
    let rollbackHours: Int
    private let aws: [String: String]

    /// Throws ``ConfigurationError`` for the first malformed value.
    package init(reader: ConfigReader, common: CommonConfiguration) throws {
        storeURL = reader.optionalText("MODEL_STORE_URL") ?? "\(common.varDirectory)/models"
        checkInterval = try reader.duration(
            "MODEL_CHECK_INTERVAL",
            default: .seconds(30),
            in: .milliseconds(100) ... .seconds(3600)
        )
        lightGBMLibrary = reader.optionalText("LIGHTGBM_LIBRARY")
        xgboostLibrary = reader.optionalText("XGBOOST_LIBRARY")
        engine =
            try reader.optionalValue("TRAIN_ENGINE", expected: "lightgbm or xgboost") { BoostingEngine(rawValue: $0) }
            ?? .lightgbm
        rowLimit = try reader.integer("TRAIN_ROWS", default: 300_000, in: 1000...20_000_000)
        trainDays = try reader.integer("TRAIN_DAYS", default: 60, in: 7...3660)
        trainsAtStart = try reader.flag("TRAIN_AT_START", default: false)
        rollbackHours = try reader.integer("ROLLBACK_HOURS", default: 24, in: 1...168)
        aws = S3Configuration.environmentNames.reduce(into: [:]) { $0[$1] = reader.optionalText($1, isSecret: true) }
    }

    /// The store of the models; throws ``ConfigurationError`` for a URL or credentials that cannot be used.
    func makeStore() throws -> any ObjectStorage {
        do {
            let s3 = storeURL.hasPrefix("s3://") ? try S3Configuration(environment: aws) : nil
            return try makeObjectStore(url: storeURL, s3: s3)
        } catch {
            throw ConfigurationError(key: "MODEL_STORE_URL", problem: "cannot be used: \(error.message)")
        }
    }

    /// The training library of an engine; throws what was tried when there is none.
    func library(_ engine: BoostingEngine) throws -> any BoosterLibrary {
        try loadBoosterLibrary(engine, path: engine == .lightgbm ? lightGBMLibrary : xgboostLibrary)
    }
}
