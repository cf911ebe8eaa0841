package import GradientBoosting
import Glibc

/// A horizon's boosters fresh from training, in the engine's own format.
package struct TrainedHorizon: Sendable {
    package let minutes: Int
    package internal(set) var boosters: [BoosterRole: TrainedBooster]
    package let classes: ChangeClasses
    package internal(set) var calibration: HorizonCalibration
    /// Rows the first and the second stage grew on.
    package let growingRows: Int
    package let shapingRows: Int

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

/// Trains one horizon on sampled rows: six boosters that each answer one question, then one that turns their answers
/// into the distribution; at last the six once more on all days.
struct HorizonTrainer {
    let library: any BoosterLibrary
    let settings: TrainingSettings
    let rows: [TrainingPart: TrainingRows]
    /// Called with the share of the horizon that is done; throws to cancel.
    let onProgress: (Double) throws -> Void

    func train(horizon: Int, minutes: Int) throws -> TrainedHorizon {
        let growing = try known(.growing, horizon: horizon)
        let stopping = try known(.stopping, horizon: horizon)
        let firstStage = try growFirstStage(horizon: horizon, growing: growing, stopping: stopping)
        let ensembles = try BoosterRole.firstStage.map { role -> TreeEnsemble in
            guard let booster = firstStage[role] else { throw TrainingError("the \(role.rawValue) booster is missing") }
            return try TreeEnsemble(bytes: booster.model)
        }
        let scorers = TreeScorerGroup(ensembles)
        var classes = ChangeClasses(minutes: minutes)
        classes.learn(growing.rows.map { growing.source.labels[horizon].change[$0] })
        let shaping = try scored(.shaping, horizon: horizon, scorers: scorers)
        let shape = try growShape(
            classes: classes,
            shaping: shaping,
            stopping: try scored(.stopping, horizon: horizon, scorers: scorers)
        )
        let calibrating = try scored(.calibrating, horizon: horizon, scorers: scorers)
        var boosters = firstStage
        boosters[.shape] = shape
        var trained = TrainedHorizon(
            minutes: minutes,
            boosters: boosters,
            classes: classes,
            calibration: HorizonCalibration(),
            growingRows: growing.rows.count,
            shapingRows: shaping.changes.count
        )
        trained.calibration = HorizonCalibrator(model: try trained.model()).calibrate(
            features: calibrating.features,
            changes: calibrating.changes,
            docksThen: calibrating.docksThen
        )
        // The second stage has learned from outputs on days the first had not seen. Now the first may see them too.
        if settings.growsAgain {
            for (role, booster) in try growAgain(horizon: horizon, like: firstStage) {
                trained.boosters[role] = booster
            }
        }
        try onProgress(1)
        return trained
    }

    /// Grows flows, change and stay once more on the days of all parts, for as many rounds as were best.
    private func growAgain(
        horizon: Int,
        like boosters: [BoosterRole: TrainedBooster]
    ) throws -> [BoosterRole: TrainedBooster] {
        let parts = try [TrainingPart.growing, .stopping, .shaping, .calibrating].map {
            try known($0, horizon: horizon)
        }
        let total = parts.map(\.rows.count).reduce(0, +)
        let share = min(1, Double(settings.rowLimit) * 1.25 / Double(max(1, total)))
        var generator = SeededGenerator(seed: settings.seed &+ 77)
        let drawn = parts.map { part in
            KnownRows(source: part.source, rows: part.rows.filter { _ in generator.unit() < share })
        }
        var table = FeatureTable(columnCount: FeatureOrder.count, capacity: Int(Double(total) * share * 1.01))
        for part in drawn { part.source.append(horizon: horizon, rows: part.rows, to: &table) }
        let dataset = try library.makeDataset(
            table,
            featureNames: FeatureOrder.names,
            binning: settings.binning,
            reference: nil
        )
        table.removeAllRows()
        var grown: [BoosterRole: TrainedBooster] = [:]
        // Those of empty and full stay as they are: their probabilities were calibrated.
        let roles: [BoosterRole] = [.change, .arrivals, .departures, .stay]
        for (position, role) in roles.enumerated() {
            guard let before = boosters[role] else { continue }
            var parameters = settings.parameters(role)
            parameters.rounds = max(1, before.rounds)
            parameters.earlyStoppingRounds = nil
            let labels = drawn.flatMap { Self.labels(role, $0, horizon: horizon) }
            grown[role] = try library.train(
                parameters,
                on: BoostingRows(dataset, labels: labels),
                validation: nil
            ) { progress in
                let share = Double(progress.round) / Double(progress.rounds)
                try onProgress(0.6 + 0.4 * (Double(position) + share) / Double(roles.count))
            }
        }
        return grown
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
        stopping: KnownRows
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
                try onProgress(0.4 * (Double(position) + share) / Double(BoosterRole.firstStage.count))
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

    private struct ScoredRows {
        let features: FeatureColumns
        let shapeColumns: FeatureColumns
        let changes: [Float]
        let docksThen: [Float]
    }

    private func scored(_ part: TrainingPart, horizon: Int, scorers: TreeScorerGroup) throws -> ScoredRows {
        let known = try known(part, horizon: horizon)
        let features = known.source.table(horizon: horizon, rows: known.rows).columns
        let labels = known.source.labels[horizon]
        return ScoredRows(
            features: features,
            shapeColumns: HorizonModel.shapeColumns(
                features: features,
                firstStage: scorers.rawScores(features)
            ),
            changes: known.rows.map { labels.change[$0] },
            docksThen: known.rows.map { labels.docksFree[$0] }
        )
    }

    private func growShape(
        classes: ChangeClasses,
        shaping: ScoredRows,
        stopping: ScoredRows
    ) throws -> TrainedBooster {
        let dataset = try library.makeDataset(
            shaping.shapeColumns.table,
            featureNames: ShapeFeature.names,
            binning: settings.binning,
            reference: nil
        )
        let validation = try library.makeDataset(
            stopping.shapeColumns.table,
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
