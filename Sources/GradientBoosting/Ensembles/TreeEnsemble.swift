/// A trained model of LightGBM or XGBoost, checked so that scoring can neither index out of bounds nor loop.
package struct TreeEnsemble: Sendable {
    package enum Format: String, Sendable {
        case lightGBM = "LightGBM text"
        case xgboostJSON = "XGBoost JSON"
        case xgboostUBJ = "XGBoost UBJSON"
    }

    package let format: Format
    /// Names of the features in the order of the columns; empty when the file gives none (XGBoost may).
    package let featureNames: [String]
    package let featureCount: Int
    /// Raw scores per row: classes, or targets; also the trees of one round, forests aside.
    package let outputCount: Int
    /// In the order in which their leaves are summed.
    package let trees: [DecisionTree]
    package let categorySets: [CategorySet]
    /// What each output's sum starts from (XGBoost's base score as a margin); one per output.
    package let baseScores: [Double]
    /// How raw scores become predictions.
    package let objective: OutputTransform
    /// Rounds of boosting that LightGBM's random forests average over; 1 for every sum.
    package let averagedRounds: Int

    package var treeCount: Int { trees.count }
    package var leafCount: Int { trees.reduce(0) { $0 + $1.leafCount } }
    /// Whether sums are taken in single precision, as XGBoost does.
    package var sumsInSinglePrecision: Bool { format != .lightGBM }
    /// Magnitudes up to this one are read as 0, which LightGBM does to every row it is given.
    package var zeroThreshold: Float { format == .lightGBM ? 1e-35 : 0 }

    /// Reads a model file; the format is told from its first bytes.
    ///
    /// - Throws: ``ModelFormatError`` for anything that is not a complete, consistent model within the limits
    ///   (128 MB, 100,000 trees, 65,535 leaves a tree, 4 million splits).
    package init(bytes: [UInt8]) throws(ModelFormatError) {
        guard bytes.count <= ModelLimits.bytes else {
            throw ModelFormatError("\(bytes.count) bytes; a model may have \(ModelLimits.bytes)")
        }
        guard let first = bytes.first(where: { !$0.isBlank }) else { throw ModelFormatError("the file is empty") }
        guard first == UInt8(ascii: "{") else {
            guard bytes.starts(with: "tree".utf8) else {
                throw ModelFormatError("neither a LightGBM text nor an XGBoost JSON or UBJSON model")
            }
            var reader = LightGBMReader(bytes)
            self = try reader.readModel()
            return
        }
        if JSONDocumentParser.looksLikeJSON(bytes) {
            var parser = JSONDocumentParser(bytes, ignoring: XGBoostReader.ignoredKeys)
            self = try XGBoostReader(try parser.parse(), format: .xgboostJSON).readModel()
        } else {
            var parser = UBJDocumentParser(bytes, ignoring: XGBoostReader.ignoredKeys)
            self = try XGBoostReader(try parser.parse(), format: .xgboostUBJ).readModel()
        }
    }

    init(
        format: Format,
        featureNames: [String],
        featureCount: Int,
        outputCount: Int,
        trees: [DecisionTree],
        categorySets: [CategorySet],
        baseScores: [Double],
        objective: OutputTransform,
        averagedRounds: Int
    ) {
        self.format = format
        self.featureNames = featureNames
        self.featureCount = featureCount
        self.outputCount = outputCount
        self.trees = trees
        self.categorySets = categorySets
        self.baseScores = baseScores
        self.objective = objective
        self.averagedRounds = averagedRounds
    }
}

extension UInt8 {
    /// Whether the byte is ASCII white space.
    var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
