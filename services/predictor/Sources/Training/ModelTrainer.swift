package import Core
package import GradientBoosting

/// A model fresh from training: what an artifact is written from.
package struct TrainedCity: Sendable {
    package let source: String
    package let stationIDs: [String]
    package let locations: [Coordinate?]
    package let learned: LearnedCity
    package let horizons: [TrainedHorizon]
    package let reference: LastValueReference
    /// How the features were distributed in rows the trees grew on, 10 minutes ahead where that was trained.
    package let features: FeatureReference
    package let split: TrainingSplit
}

/// Trains a city's models from its days: one pass over the days draws the rows, then each horizon is trained on them.
///
/// Blocks its thread for minutes. Memory: rows × (state + horizons) features of 4 bytes, twice for the horizon in work.
package struct ModelTrainer {
    private let settings: TrainingSettings
    private let library: any BoosterLibrary
    private let onProgress: (TrainingProgress) throws -> Void

    /// `onProgress` is called often; what it throws ends the training.
    package init(
        settings: TrainingSettings,
        library: any BoosterLibrary,
        onProgress: @escaping (TrainingProgress) throws -> Void
    ) {
        self.settings = settings
        self.library = library
        self.onProgress = onProgress
    }

    package func train(_ city: some CityDays) throws -> TrainedCity {
        let days = try city.wholeDays()
        guard let split = TrainingSplit(days: days, heldBackCount: settings.heldBackDays) else {
            throw TrainingError(
                "\(days.count) days are too few: \(TrainingSplit.fewestDays) beside "
                    + "\(settings.heldBackDays) held back are needed"
            )
        }
        let minutes = settings.horizons.filter { $0 % city.tickMinutes == 0 }
        guard !minutes.isEmpty else {
            throw TrainingError(
                "the data have a tick every \(city.tickMinutes) minutes, so none of the horizons can be trained"
            )
        }
        let collected = try collect(city, split: split, minutes: minutes)
        var horizons: [TrainedHorizon] = []
        // A source that is polled less often than a horizon is long has no truths for it.
        let possible = minutes.indices.filter { horizon in
            collected.rows.values.contains { !$0.knownRows(horizon: horizon).isEmpty }
        }
        guard !possible.isEmpty else { throw TrainingError("no row has a truth at any horizon") }
        for horizon in possible {
            let ahead = minutes[horizon]
            let trainer = HorizonTrainer(library: library, settings: settings, rows: collected.rows) { share in
                try onProgress(.training(minutes: ahead, share: share))
            }
            horizons.append(try trainer.train(horizon: horizon, minutes: ahead))
        }
        return TrainedCity(
            source: city.source,
            stationIDs: collected.index.ids,
            locations: city.locations(collected.index),
            learned: collected.learned,
            horizons: horizons,
            reference: collected.reference,
            features: FeatureReference(
                names: FeatureOrder.names,
                table: collected.rows[.firstFold]?.sample(
                    horizon: minutes.firstIndex(of: 10) ?? 0,
                    limit: FeatureReference.rowLimit
                )
                    ?? FeatureTable(columnCount: FeatureOrder.count)
            ),
            split: split
        )
    }

    private struct Collected {
        var index = StationIndex()
        var learned: LearnedCity
        var rows: [TrainingPart: TrainingRows] = [:]
        var reference: LastValueReference
    }

    private func collect(_ city: some CityDays, split: TrainingSplit, minutes: [Int]) throws -> Collected {
        var index = StationIndex()
        var learned = LearnedCity(calendar: city.calendar)
        var counts = LastValueCounts(minutes: minutes)
        var samplers: [TrainingPart: RowSampler] = [:]
        var geometry: CityGeometry?
        var done = 0
        let first = split.partByDay.keys.min() ?? split.lastDay
        try city.read(first...split.lastDay, index: &index) { day, index in
            guard let part = split.partByDay[day.day] else { return }
            counts.add(day)
            if part != .warmUp {
                if geometry?.stationCount != index.count { geometry = CityGeometry(city.locations(index)) }
                var sampler = samplers[part] ?? sampler(part, day: day, split: split, minutes: minutes)
                if let geometry {
                    learned.grow(to: index.count)
                    let usual = learned.usual(on: day.day, stationCount: index.count)
                    sampler.draw(day, builder: FeatureBuilder(usual: usual, geometry: geometry))
                }
                samplers[part] = sampler
            }
            learned.learn(day: day.day, frames: day.tenMinuteFrames)
            done += 1
            try onProgress(.reading(day: done, of: split.partByDay.count))
        }
        learned.grow(to: index.count)
        return Collected(
            index: index,
            learned: learned,
            rows: samplers.mapValues(\.rows),
            reference: counts.reference()
        )
    }

    private func sampler(_ part: TrainingPart, day: CityDay, split: TrainingSplit, minutes: [Int]) -> RowSampler {
        let stations = max(day.frames.compactMap { $0?.bikes.count }.max() ?? 0, 1)
        return RowSampler(
            minutes: minutes,
            limit: settings.rowLimit(part),
            expected: stations * day.frames.count * split.days(of: part),
            seed: settings.seed &+ UInt64(part.rawValue)
        )
    }
}

/// How far a training is.
package enum TrainingProgress: Sendable, Hashable {
    case reading(day: Int, of: Int)
    /// A horizon, from 0 to 1.
    case training(minutes: Int, share: Double)
}
