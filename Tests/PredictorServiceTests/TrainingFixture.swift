import Foundation
import GradientBoosting
import PredictorService
import Testing

/// The training library, where there is one.
enum TrainingLibrary {
    static let shared: (any BoosterLibrary)? = {
        let path = ProcessInfo.processInfo.environment["LIGHTGBM_LIBRARY"]
        let built = ".build/\(machine)-unknown-linux-gnu/lib/lib_lightgbm.so"
        let found = FileManager.default.fileExists(atPath: built) ? built : nil
        return try? loadBoosterLibrary(.lightgbm, path: path ?? found)
    }()

    private static var machine: String {
        #if arch(arm64)
            "aarch64"
        #else
            "x86_64"
        #endif
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips, with the reason, where nothing can be trained.
    static var ifTrainingIsPossible: Self {
        .enabled(if: TrainingLibrary.shared != nil, "needs lib_lightgbm.so (scripts/setup, or LIGHTGBM_LIBRARY)")
    }
}

/// A small model of ``SyntheticCity``, trained in seconds.
func trainSmallModel(
    _ city: SyntheticCity = SyntheticCity(),
    seed: UInt64 = 1,
    isQuick: Bool = false,
    onStep: @escaping (ModelTraining.Step) throws -> Void = { _ in }
) throws -> TrainedVersion {
    var settings = TrainingSettings()
    if isQuick { settings.makeQuick() }
    settings.horizons = [10, 30]
    settings.rowLimit = 6000
    settings.rounds = 30
    settings.shapeRounds = 10
    settings.heldBackDays = 7
    settings.threads = 1
    settings.seed = seed
    let library = try #require(TrainingLibrary.shared)
    return try ModelTraining(settings: settings, library: library, onStep: onStep).run(city, at: monday)
}
