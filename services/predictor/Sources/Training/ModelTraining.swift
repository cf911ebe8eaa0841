package import Core
import Crypto
package import GradientBoosting

/// A model version fresh from training, not published yet.
package struct TrainedVersion: Sendable {
    package let artifact: ModelArtifact
    package let model: TrainedModel
    /// Of the days held back; nil when none were.
    package let evaluation: Evaluation?
    package let heldBack: [Int]
}

/// Trains, judges on the days held back, teaches those days to what is usual, and makes the files.
///
/// Blocks its thread for minutes.
package struct ModelTraining {
    package enum Step: Sendable, Hashable {
        case training(TrainingProgress)
        case judging(day: Int, of: Int)

        /// What is being done, and the share of it that is.
        package var label: String {
            switch self {
            case .training(.reading): "reading days"
            case .training(.training(let minutes, _)): "training +\(minutes) min"
            case .judging: "judging days held back"
            }
        }

        package var share: Double {
            switch self {
            case .training(.reading(let day, let days)), .judging(let day, let days):
                Double(day) / Double(max(1, days))
            case .training(.training(_, let share)): share
            }
        }
    }

    private let settings: TrainingSettings
    private let library: any BoosterLibrary
    private let onStep: (Step) throws -> Void

    package init(
        settings: TrainingSettings,
        library: any BoosterLibrary,
        onStep: @escaping (Step) throws -> Void
    ) {
        self.settings = settings
        self.library = library
        self.onStep = onStep
    }

    package func run(_ city: some CityDays, at time: Timestamp) throws -> TrainedVersion {
        let trained = try ModelTrainer(settings: settings, library: library) { try onStep(.training($0)) }.train(city)
        let heldBack = trained.split.heldBack
        let evaluation = try judge(TrainedModel(trained, version: "candidate"), city, days: heldBack)
        let whole = try learn(heldBack, of: city, into: trained)
        var files = try ModelFiles.encode(whole, settings: settings, tickMinutes: city.tickMinutes)
        files[DriftReference.fileName] = try ModelFiles.encode(
            DriftReference(features: trained.features, residuals: evaluation?.residuals ?? [])
        )
        files["metrics.json"] = evaluation?.json() ?? Array("{}".utf8)
        let version = ModelVersion(at: time, checksums: ModelChecksums(of: files))
        return TrainedVersion(
            artifact: try ModelArtifact(version: version, files: files),
            model: try ModelFiles.decode(files, version: version.description),
            evaluation: evaluation,
            heldBack: heldBack
        )
    }

    /// Judges any model on days of `city`; nil without days.
    package func judge(_ model: TrainedModel, _ city: some CityDays, days: [Int]) throws -> Evaluation? {
        guard let first = days.first, let last = days.last else { return nil }
        var done = 0
        return try ModelEvaluator(model: model).evaluate(city, days: first...last) { _ in
            done += 1
            try onStep(.judging(day: done, of: days.count))
        }
    }

    /// The boosters keep what they are; what is usual at the stations is learned up to the last day.
    private func learn(_ days: [Int], of city: some CityDays, into trained: TrainedCity) throws -> TrainedCity {
        guard let first = days.first, let last = days.last else { return trained }
        var learned = trained.learned
        var index = StationIndex()
        for id in trained.stationIDs { _ = index.insert(id) }
        try city.read(first...last, index: &index) { day, _ in
            learned.learn(day: day.day, frames: day.tenMinuteFrames)
        }
        learned.grow(to: index.count)
        return TrainedCity(
            source: trained.source,
            stationIDs: index.ids,
            locations: city.locations(index),
            learned: learned,
            horizons: trained.horizons,
            reference: trained.reference,
            features: trained.features,
            split: trained.split
        )
    }
}
