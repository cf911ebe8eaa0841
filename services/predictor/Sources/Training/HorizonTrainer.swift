package import GradientBoosting
import Glibc

/// A horizon's boosters fresh from training, in the engine's own format.
package struct TrainedHorizon: Sendable {
    package let minutes: Int
    package let boosters: [BoosterRole: TrainedBooster]
    package let classes: ChangeClasses
    package internal(set) var calibration: HorizonCalibration

    /// The same for serving.
    package func model() throws -> HorizonModel {
        let ensemble = { (role: BoosterRole) in
            guard let booster = boosters[role] else { throw TrainingError("the \(role.rawValue) booster is missing") }
            return try TreeEnsemble(bytes: booster.model)
        }
        return HorizonModel(
            minutes: minutes,
            firstStage: TreeScorerGroup(try BoosterRole.firstStage.map(ensemble)),
            shape: TreeScorer(try ensemble(.shape)),
            classes: classes,
            calibration: calibration
        )
    }
}

/// A training that cannot go on; one line says why.
package struct TrainingError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// Trains one horizon on sampled rows: six boosters that each answer one question, on either half of the days, then one that
/// turns their answers about the other half into the distribution; at last the six once more on both and on the days that
/// said when to stop.
struct HorizonTrainer {
    let library: any BoosterLibrary
    let settings: TrainingSettings
    let rows: [TrainingPart: TrainingRows]
    /// Called with the share of the horizon that is done; throws to cancel.
    let onProgress: (Double) throws -> Void

    func train(horizon: Int, minutes: Int) throws -> TrainedHorizon {
        let folds = try TrainingPart.folds.map { try known($0, horizon: horizon) }
        let stopping = try known(.stopping, horizon: horizon)
        // What grew on one half of the days is asked about the other half, so the second stage learns from answers to
        // questions the first had not seen (stacking: Wolpert 1992).
        let grown = try folds.prefix(stageCount).enumerated().map { number, fold in
            try growFirstStage(horizon: horizon, growing: fold, stopping: stopping) { share in
                try onProgress(0.4 * (Double(number) + share) / Double(stageCount))
            }
        }
        let scorers = try grown.map { TreeScorerGroup(try Self.ensembles($0)) }
        var classes = ChangeClasses(minutes: minutes)
        classes.learn(folds.flatMap { fold in fold.rows.map { fold.source.labels[horizon].change[$0] } })
        let shape = try growShape(
            classes: classes,
            shaping: shapingRows(folds, horizon: horizon, scorers),
            stopping: scored(stopping, horizon: horizon, scorers[0])
        )
        var boosters =
            settings.crossFits ? try growAgain(horizon: horizon, on: folds + [stopping], like: grown) : grown[0]
        boosters[.shape] = shape
        var trained = TrainedHorizon(
            minutes: minutes,
            boosters: boosters,
            classes: classes,
            calibration: HorizonCalibration()
        )
        trained.calibration = try calibration(of: trained.model(), horizon: horizon)
        try onProgress(1)
        return trained
    }

    /// Fitted on days that no stage has seen.
    private func calibration(of model: HorizonModel, horizon: Int) throws -> HorizonCalibration {
        let known = try known(.calibrating, horizon: horizon)
        let labels = known.source.labels[horizon]
        return HorizonCalibrator(model: model).calibrate(
            features: known.source.table(horizon: horizon, rows: known.rows).columns,
            changes: known.rows.map { labels.change[$0] },
            docksThen: known.rows.map { labels.docksFree[$0] }
        )
    }

    /// What each of the first stages answers about the half of the days it did not grow on.
    private func shapingRows(_ folds: [KnownRows], horizon: Int, _ stages: [TreeScorerGroup]) -> ScoredRows {
        var rows = ScoredRows()
        for (number, stage) in stages.enumerated() {
            let other = folds[(number + 1) % folds.count]
            rows.append(scored(drawn(other, upTo: settings.shapeRowLimit / stageCount), horizon: horizon, stage))
        }
        return rows
    }

    /// First stages that grow on a half of the days.
    private var stageCount: Int { settings.crossFits ? TrainingPart.folds.count : 1 }

    private static func ensembles(_ boosters: [BoosterRole: TrainedBooster]) throws -> [TreeEnsemble] {
        try BoosterRole.firstStage.map { role in
            guard let booster = boosters[role] else { throw TrainingError("the \(role.rawValue) booster is missing") }
            return try TreeEnsemble(bytes: booster.model)
        }
    }

    /// Some of the rows, evenly drawn.
    private func drawn(_ known: KnownRows, upTo limit: Int) -> KnownRows {
        let share = Double(limit) / Double(max(1, known.rows.count))
        guard share < 1 else { return known }
        var generator = SeededGenerator(seed: settings.seed &+ 77)
        return KnownRows(source: known.source, rows: known.rows.filter { _ in generator.unit() < share })
    }

    /// Grows the first stage on the days of all `parts`, for as many rounds as were best on the halves.
    private func growAgain(
        horizon: Int,
        on parts: [KnownRows],
        like grown: [[BoosterRole: TrainedBooster]]
    ) throws -> [BoosterRole: TrainedBooster] {
        let total = parts.map(\.rows.count).reduce(0, +)
        let share = min(1, Double(settings.rowLimit) * 1.25 / Double(max(1, total)))
        let chosen = parts.map { drawn($0, upTo: Int(share * Double($0.rows.count))) }
        var table = FeatureTable(columnCount: FeatureOrder.count, capacity: Int(Double(total) * share * 1.01))
        for part in chosen { part.source.append(horizon: horizon, rows: part.rows, to: &table) }
        let dataset = try library.makeDataset(
            table,
            featureNames: FeatureOrder.names,
            binning: settings.binning,
            reference: nil
        )
        table.removeAllRows()
        var boosters: [BoosterRole: TrainedBooster] = [:]
        for (position, role) in BoosterRole.firstStage.enumerated() {
            let rounds = grown.compactMap { $0[role]?.rounds }
            var parameters = settings.parameters(role)
            parameters.rounds = max(1, rounds.reduce(0, +) / grown.count)
            parameters.earlyStoppingRounds = nil
            let labels = chosen.flatMap { Self.labels(role, $0, horizon: horizon) }
            boosters[role] = try library.train(
                parameters,
                on: BoostingRows(dataset, labels: labels),
                validation: nil
            ) { progress in
                let share = Double(progress.round) / Double(progress.rounds)
                try onProgress(0.6 + 0.4 * (Double(position) + share) / Double(BoosterRole.firstStage.count))
            }
        }
        return boosters
    }

    private struct KnownRows {
        let source: TrainingRows
        let rows: [Int]
    }

    private func known(_ part: TrainingPart, horizon: Int) throws -> KnownRows {
        guard let source = rows[part] else { throw TrainingError("there are no days for \(part)") }
        let known = source.knownRows(horizon: horizon)
        guard known.count >= 500 else {
            throw TrainingError("only \(known.count) rows with a truth for \(part); more days are needed")
        }
        return KnownRows(source: source, rows: known)
    }

    private func growFirstStage(
        horizon: Int,
        growing: KnownRows,
        stopping: KnownRows,
        onShare: (Double) throws -> Void
    ) throws -> [BoosterRole: TrainedBooster] {
        let binning = settings.binning
        let dataset = try library.makeDataset(
            growing.source.table(horizon: horizon, rows: growing.rows),
            featureNames: FeatureOrder.names,
            binning: binning,
            reference: nil
        )
        let validation = try library.makeDataset(
            stopping.source.table(horizon: horizon, rows: stopping.rows),
            featureNames: FeatureOrder.names,
            binning: binning,
            reference: dataset
        )
        var boosters: [BoosterRole: TrainedBooster] = [:]
        for (position, role) in BoosterRole.firstStage.enumerated() {
            let parameters = settings.parameters(role)
            boosters[role] = try library.train(
                parameters,
                on: BoostingRows(dataset, labels: Self.labels(role, growing, horizon: horizon)),
                validation: BoostingRows(validation, labels: Self.labels(role, stopping, horizon: horizon))
            ) { progress in
                let share = Double(progress.round) / Double(progress.rounds)
                try onShare((Double(position) + share) / Double(BoosterRole.firstStage.count))
            }
        }
        return boosters
    }

    private static func labels(_ role: BoosterRole, _ known: KnownRows, horizon: Int) -> [Float] {
        let labels = known.source.labels[horizon]
        let bikes = StateFeature.bikes.index
        return known.rows.map { row in
            switch role {
            case .change: labels.change[row]
            case .arrivals: labels.arrivals[row]
            case .departures: labels.departures[row]
            case .empty: known.source.state[row: row, column: bikes] + labels.change[row] <= 0 ? 1 : 0
            case .stay: labels.change[row] == 0 ? 1 : 0
            case .full: labels.docksFree[row] <= 0 ? 1 : 0
            case .shape: 0
            }
        }
    }

    /// What the second stage learns from.
    private struct ScoredRows {
        var table = FeatureTable(columnCount: ShapeFeature.names.count)
        var changes: [Float] = []

        mutating func append(_ other: ScoredRows) {
            table.append(contentsOf: other.table)
            changes += other.changes
        }
    }

    private func scored(_ known: KnownRows, horizon: Int, _ scorers: TreeScorerGroup) -> ScoredRows {
        let features = known.source.table(horizon: horizon, rows: known.rows).columns
        let columns = HorizonModel.shapeColumns(features: features, firstStage: scorers.rawScores(features))
        let labels = known.source.labels[horizon]
        return ScoredRows(table: columns.table, changes: known.rows.map { labels.change[$0] })
    }

    private func growShape(
        classes: ChangeClasses,
        shaping: ScoredRows,
        stopping: ScoredRows
    ) throws -> TrainedBooster {
        let dataset = try library.makeDataset(
            shaping.table,
            featureNames: ShapeFeature.names,
            binning: settings.binning,
            reference: nil
        )
        let validation = try library.makeDataset(
            stopping.table,
            featureNames: ShapeFeature.names,
            binning: settings.binning,
            reference: dataset
        )
        let label = { (change: Float) in Float(classes.index(of: Int(change))) }
        return try library.train(
            settings.shapeParameters(classes: classes.count),
            on: BoostingRows(dataset, labels: shaping.changes.map(label)),
            validation: BoostingRows(validation, labels: stopping.changes.map(label))
        ) { progress in
            try onProgress(0.4 + 0.2 * Double(progress.round) / Double(progress.rounds))
        }
    }
}

extension FeatureTable {
    /// The same values column by column.
    var columns: FeatureColumns {
        var columns = FeatureColumns(columnCount: columnCount, rowCount: rowCount)
        for row in 0..<rowCount {
            let base = row * columnCount
            for column in 0..<columnCount { columns[column, row] = values[base + column] }
        }
        return columns
    }
}

extension FeatureColumns {
    /// The same values row by row.
    var table: FeatureTable {
        var table = FeatureTable(columnCount: columnCount, capacity: rowCount)
        var row = [Float](repeating: 0, count: columnCount)
        for position in 0..<rowCount {
            for column in 0..<columnCount { row[column] = self[column, position] }
            table.append(row)
        }
        return table
    }
}
