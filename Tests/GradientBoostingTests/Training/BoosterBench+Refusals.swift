import Foundation
import GradientBoosting
import Testing

extension BoosterBench {
    /// The error that `body` throws, which must say each of `words`.
    func refuses(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void) {
        let error = #expect(throws: BoosterError.self, sourceLocation: sourceLocation) { try body() }
        for word in words {
            #expect(error?.message.contains(word) == true, "\(error?.message ?? "")", sourceLocation: sourceLocation)
        }
    }

    /// Labels, weights and scores that do not fit.
    func refusesBadLabels() throws {
        let rows = SyntheticRows(rows: 100, seed: 10)
        let dataset = try dataset(rows)
        func labelled(_ objective: BoostingObjective, _ change: (Float) -> Float) throws {
            _ = try train(parameters(objective), BoostingRows(dataset, labels: rows.truth.map(change)))
        }
        refuses("label 0", "2.0", "binary") { try labelled(.binary) { _ in 2 } }
        refuses("label 0", "2.0", "multiclass") { try labelled(.multiclass(classes: 2)) { _ in 2 } }
        refuses("label 0", "0.5", "multiclass") { try labelled(.multiclass(classes: 2)) { _ in 0.5 } }
        refuses("label 0", "-1.0", "poisson") { try labelled(.poisson) { _ in -1 } }
        var broken = rows.truth
        broken[7] = .nan
        refuses("label 7") { _ = try train(parameters(.squaredError), BoostingRows(dataset, labels: broken)) }
        refuses("99 labels", "100") {
            _ = try train(parameters(.squaredError), BoostingRows(dataset, labels: Array(broken.dropLast())))
        }
        let weights = rows.truth.map { $0 - 1 }
        refuses("weight", "below 0") {
            _ = try train(parameters(.squaredError), BoostingRows(dataset, labels: rows.truth, weights: weights))
        }
        refuses("200 initial scores", "100") {
            let scores = [Double](repeating: 0, count: 200)
            _ = try train(parameters(.squaredError), BoostingRows(dataset, labels: rows.truth, initialScores: scores))
        }
    }

    /// Parameters out of range; the library's own words where it is the library that knows.
    func refusesBadParameters(rate: String) throws {
        let rows = SyntheticRows(rows: 100, seed: 11)
        let examples = BoostingRows(try dataset(rows), labels: rows.truth)
        func with(_ change: (inout BoostingParameters) -> Void) throws {
            var parameters = parameters(.squaredError)
            change(&parameters)
            _ = try train(parameters, examples)
        }
        refuses(library.engine.displayName, rate) { try with { $0.learningRate = -1 } }
        refuses("0 rounds") { try with { $0.rounds = 0 } }
        refuses("0 threads") { try with { $0.threads = 0 } }
        refuses("early stopping") { try with { $0.earlyStoppingRounds = 0 } }
    }

    /// Datasets that cannot be made, or not be used together.
    func refusesBadDatasets() throws {
        let rows = SyntheticRows(rows: 100, seed: 12)
        let dataset = try dataset(rows)
        let binning = BinningParameters()
        func named(_ names: [String]) throws {
            _ = try library.makeDataset(rows.table, featureNames: names, binning: binning, reference: nil)
        }
        refuses("3 feature names", "4 columns") { try named(["a", "b", "c"]) }
        refuses("twice") { try named(["a", "b", "c", "a"]) }
        refuses("'d:'") { try named(["a", "b", "c", "d:"]) }
        refuses("row") {
            let empty = FeatureTable(columnCount: 1)
            _ = try library.makeDataset(empty, featureNames: ["a"], binning: binning, reference: nil)
        }
        refuses("other columns") {
            let narrow = FeatureTable(columnCount: 1, values: [1, 2, 3])
            _ = try library.makeDataset(narrow, featureNames: ["a"], binning: binning, reference: dataset)
        }
        let examples = BoostingRows(dataset, labels: rows.truth)
        refuses("in use") {
            _ = try library.train(parameters(.squaredError), on: examples, validation: examples) { _ in }
        }
        refuses("in use") {
            _ = try library.train(parameters(.squaredError), on: examples, validation: nil) { _ in
                _ = try train(parameters(.squaredError), examples)
            }
        }
    }

    /// Models that are cut short, or something else altogether; and rows of another width.
    func refusesBrokenModels() throws {
        let rows = SyntheticRows(rows: 500, seed: 13)
        let model = try train(parameters(.squaredError), BoostingRows(try dataset(rows), labels: rows.truth)).model
        for length in [0, 1, 2, 3, 10, 100, model.count / 3, model.count / 2] {
            refuses { _ = try library.load(Array(model.prefix(length))) }
        }
        refuses { _ = try library.load(Array("not a model".utf8)) }
        refuses { _ = try library.load(Array("{\"learner\":1}".utf8)) }
        refuses("4") {
            _ = try library.load(model).predictRaw(FeatureTable(columnCount: 1, values: [1]), threads: 1)
        }
    }
}
