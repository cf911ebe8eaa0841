import Glibc

/// Makes an ensemble of an XGBoost document of versions 1 to 3, read from JSON or UBJSON.
struct XGBoostReader {
    /// Lists of statistics that scoring has no use for.
    static let ignoredKeys: Set<String> = ["base_weights", "loss_changes", "sum_hessian", "parents"]

    private let document: ModelValue
    private let format: TreeEnsemble.Format

    init(_ document: ModelValue, format: TreeEnsemble.Format) {
        self.document = document
        self.format = format
    }

    func readModel() throws(ModelFormatError) -> TreeEnsemble {
        let learner = try member("learner", of: document)
        let parameters = try member("learner_model_param", of: learner)
        let featureCount = try integer("num_feature", of: parameters, in: 0...ModelLimits.features)
        let classes = try integer("num_class", of: parameters, in: 0...ModelLimits.outputs)
        let targets =
            parameters["num_target"] == nil
            ? 1 : try integer("num_target", of: parameters, in: 0...ModelLimits.outputs)
        let outputCount = max(1, classes) * max(1, targets)
        guard outputCount <= ModelLimits.outputs else { throw ModelFormatError("\(outputCount) outputs") }
        let names = (learner["feature_names"]?.list ?? []).compactMap(\.text)
        guard names.isEmpty || names.count == featureCount else {
            throw ModelFormatError("\(names.count) feature names for \(featureCount) features")
        }
        let objectiveName = try text("name", of: try member("objective", of: learner))
        let objective = try OutputTransform(xgboost: objectiveName)
        let baseScores = try baseScores(of: parameters, count: outputCount, objective: objectiveName)
        var forest = XGBoostForest(featureCount: featureCount, outputCount: outputCount)
        try forest.read(try member("gradient_booster", of: learner))
        return TreeEnsemble(
            format: format,
            featureNames: names,
            featureCount: featureCount,
            outputCount: outputCount,
            trees: forest.trees,
            categorySets: forest.categorySets,
            baseScores: baseScores.map(Double.init),
            objective: objective,
            averagedRounds: 1
        )
    }

    /// The base scores as margins. The file gives predictions: one number, or from version 3.1 on a list "[5E-1]".
    private func baseScores(
        of parameters: ModelValue,
        count: Int,
        objective: String
    ) throws(ModelFormatError) -> [Float] {
        let written = try text("base_score", of: parameters)
        let isList = written.hasPrefix("[") && written.hasSuffix("]")
        let items = (isList ? written.dropFirst().dropLast() : written[...]).split(separator: ",")
        guard items.count == 1 || items.count == count else {
            throw ModelFormatError("\(items.count) base scores for \(count) outputs")
        }
        var margins: [Float] = []
        for item in items {
            guard let score = Float(String(item).filter { $0 != " " }), score.isFinite else {
                throw ModelFormatError("the base score \"\(item.prefix(40))\" is no number")
            }
            margins.append(try Self.margin(of: score, objective: objective))
        }
        return items.count == count ? margins : Array(repeating: margins[0], count: count)
    }

    private static func margin(of score: Float, objective: String) throws(ModelFormatError) -> Float {
        let margin: Float
        switch objective {
        case "binary:logistic", "reg:logistic":
            guard score > 0, score < 1 else { throw ModelFormatError("the base score \(score) is no probability") }
            margin = -logf(1 / score - 1)
        case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft":
            guard score > 0 else { throw ModelFormatError("the base score \(score) is not positive") }
            margin = logf(score)
        default: margin = score
        }
        return margin
    }

    private func member(_ key: String, of object: ModelValue) throws(ModelFormatError) -> ModelValue {
        guard let value = object[key] else { throw ModelFormatError("\"\(key)\" is missing") }
        return value
    }

    private func text(_ key: String, of object: ModelValue) throws(ModelFormatError) -> String {
        guard let text = try member(key, of: object).text else { throw ModelFormatError("\"\(key)\" is no text") }
        return text
    }

    private func integer(
        _ key: String,
        of object: ModelValue,
        in range: ClosedRange<Int>
    ) throws(ModelFormatError) -> Int {
        guard let value = try member(key, of: object).integer, range.contains(value) else {
            throw ModelFormatError("\"\(key)\" is no whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }
}
