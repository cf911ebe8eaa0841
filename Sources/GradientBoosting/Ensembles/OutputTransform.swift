/// How an objective turns raw scores into predictions.
package enum OutputTransform: Sendable, Equatable {
    case identity
    /// sign(x) x², of LightGBM's `sqrt` option.
    case signedSquare
    case exponential
    /// 1 / (1 + exp(-scale x)), each output by itself.
    case sigmoid(scale: Double)
    /// log(1 + exp x), of LightGBM's `cross_entropy_lambda`.
    case softplus
    /// Probabilities over all outputs.
    case softmax
    /// The number of the class with the highest score: one prediction for all outputs.
    case bestClass
    /// 1 above zero, else 0, of XGBoost's `binary:hinge`.
    case step

    /// Reads LightGBM's line, such as "binary sigmoid:1" or "regression sqrt".
    init(lightGBM line: String) throws(ModelFormatError) {
        let words = line.split(separator: " ")
        switch words.first ?? "" {
        case "regression", "regression_l2", "regression_l1", "huber", "fair", "quantile", "mape":
            self = words.contains("sqrt") ? .signedSquare : .identity
        case "lambdarank", "rank_xendcg", "custom", "none", "": self = .identity
        case "poisson", "gamma", "tweedie": self = .exponential
        case "binary", "multiclassova": self = .sigmoid(scale: try Self.sigmoidScale(words))
        case "multiclass": self = .softmax
        case "cross_entropy", "xentropy": self = .sigmoid(scale: 1)
        case "cross_entropy_lambda", "xentlambda": self = .softplus
        case let other: throw ModelFormatError("the objective \"\(other.prefix(40))\" is not known")
        }
    }

    private static func sigmoidScale(_ words: [Substring]) throws(ModelFormatError) -> Double {
        guard let word = words.first(where: { $0.hasPrefix("sigmoid:") }) else { return 1 }
        guard let scale = Double(word.dropFirst(8)), scale.isFinite, scale > 0 else {
            throw ModelFormatError("the objective's \"\(word.prefix(40))\" is no positive number")
        }
        return scale
    }

    /// Reads XGBoost's name, such as "binary:logistic".
    init(xgboost name: String) throws(ModelFormatError) {
        switch name {
        case "reg:squarederror", "reg:linear", "reg:squaredlogerror", "reg:absoluteerror", "reg:quantileerror",
            "reg:pseudohubererror", "reg:expectileerror", "binary:logitraw", "rank:pairwise", "rank:ndcg", "rank:map":
            self = .identity
        case "binary:logistic", "reg:logistic": self = .sigmoid(scale: 1)
        case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft": self = .exponential
        case "multi:softprob": self = .softmax
        case "multi:softmax": self = .bestClass
        case "binary:hinge": self = .step
        default: throw ModelFormatError("the objective \"\(name.prefix(40))\" is not known")
        }
    }
}
