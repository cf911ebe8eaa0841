/// A dataset with what is to be learnt from it.
package struct BoostingRows: Sendable {
    package let dataset: any BoosterDataset
    /// One label a row.
    package let labels: [Float]
    /// One weight a row; nil: all alike.
    package let weights: [Float]?
    /// Raw scores to start from, the outputs of the first row first; they are not part of the model.
    package let initialScores: [Double]?

    /// Creates rows; the counts are checked when they are trained on.
    package init(
        _ dataset: any BoosterDataset,
        labels: [Float],
        weights: [Float]? = nil,
        initialScores: [Double]? = nil
    ) {
        self.dataset = dataset
        self.labels = labels
        self.weights = weights
        self.initialScores = initialScores
    }

    /// Throws when there is not one finite number for each row (and output), or a label is none for the objective.
    ///
    /// The libraries take some of them without a word: LightGBM any number above 0 as a binary label of 1.
    func check(as what: String, for objective: BoostingObjective) throws(BoosterError) {
        let rows = dataset.rowCount
        try Self.check(labels, "label", of: what, count: rows)
        if let row = labels.firstIndex(where: { !objective.accepts($0) }) {
            throw BoosterError("label \(row) of the \(what) rows is \(labels[row]), which \(objective) cannot learn")
        }
        if let weights {
            try Self.check(weights, "weight", of: what, count: rows)
            if let row = weights.firstIndex(where: { $0 < 0 }) {
                throw BoosterError("weight \(row) of the \(what) rows is below 0")
            }
        }
        if let initialScores {
            try Self.check(initialScores, "initial score", of: what, count: rows * objective.outputCount)
        }
    }

    private static func check<Number: BinaryFloatingPoint>(
        _ numbers: [Number],
        _ name: String,
        of what: String,
        count: Int
    ) throws(BoosterError) {
        guard numbers.count == count else {
            throw BoosterError("\(numbers.count) \(name)s for the \(what) rows instead of \(count)")
        }
        if let index = numbers.firstIndex(where: { !$0.isFinite }) {
            throw BoosterError("\(name) \(index) of the \(what) rows is not a finite number")
        }
    }
}
