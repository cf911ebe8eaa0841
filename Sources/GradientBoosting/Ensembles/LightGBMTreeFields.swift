/// The lines of one tree of a LightGBM model, as numbers.
struct LightGBMTreeFields {
    private(set) var leafCount = 0
    private(set) var categorySetCount = 0
    private(set) var isLinear = false
    private(set) var features: [Int] = []
    private(set) var thresholds: [Double] = []
    private(set) var decisionTypes: [Int] = []
    private(set) var leftChildren: [Int] = []
    private(set) var rightChildren: [Int] = []
    private(set) var leafValues: [Double] = []
    private(set) var categoryBounds: [Int] = []
    private(set) var categoryWords: [Int] = []

    mutating func read(_ lines: TextLines) throws(ModelFormatError) {
        guard let key = lines.key else { return }
        switch key {
        case "num_leaves": leafCount = try lines.integer()
        case "num_cat": categorySetCount = try lines.integer()
        case "is_linear": isLinear = try lines.integer() != 0
        case "split_feature": features = try lines.integers()
        case "threshold": thresholds = try lines.doubles()
        case "decision_type": decisionTypes = try lines.integers()
        case "left_child": leftChildren = try lines.integers()
        case "right_child": rightChildren = try lines.integers()
        case "leaf_value": leafValues = try lines.doubles()
        case "cat_boundaries": categoryBounds = try lines.integers()
        case "cat_threshold": categoryWords = try lines.integers()
        default: return
        }
    }

    /// Checks that every list has the length the others promise.
    func check() throws(ModelFormatError) {
        guard !isLinear else { throw ModelFormatError("has linear models in its leaves, which are not supported") }
        guard (1...ModelLimits.leaves).contains(leafCount) else {
            throw ModelFormatError("has \(leafCount) leaves; 1 to \(ModelLimits.leaves) are possible")
        }
        let lists = [
            (features.count, "split features"), (thresholds.count, "thresholds"),
            (decisionTypes.count, "decision types"), (leftChildren.count, "left children"),
            (rightChildren.count, "right children"),
        ]
        // A tree of one leaf has no lists, or lists of which nothing is used.
        for (count, name) in lists where leafCount > 1 && count != leafCount - 1 {
            throw ModelFormatError("has \(count) \(name) for \(leafCount - 1) inner nodes")
        }
        guard leafValues.count == leafCount else {
            throw ModelFormatError("has \(leafValues.count) leaf values for \(leafCount) leaves")
        }
        for child in leftChildren + rightChildren where !(-leafCount..<max(1, leafCount - 1)).contains(child) {
            throw ModelFormatError("has a child \(child) but \(leafCount) leaves")
        }
        try checkCategories()
    }

    private func checkCategories() throws(ModelFormatError) {
        guard categorySetCount != 0 else { return }
        guard categorySetCount > 0, categoryBounds.count == categorySetCount + 1, categoryBounds.first == 0,
            categoryBounds.last == categoryWords.count,
            zip(categoryBounds, categoryBounds.dropFirst()).allSatisfy({ $0 <= $1 })
        else {
            throw ModelFormatError("has \(categorySetCount) categorical splits and bounds that do not fit them")
        }
        // A category is an Int32, so 2^26 words hold every one.
        guard categoryWords.count <= 1 << 26, categoryWords.allSatisfy({ (0...Int(UInt32.max)).contains($0) }) else {
            throw ModelFormatError("has category bits that are no 32-bit numbers")
        }
    }

    func rule(of node: Int, setOffset: Int) throws(ModelFormatError) -> SplitRule {
        let type = decisionTypes[node]
        guard (0..<12).contains(type) else { throw ModelFormatError("has the unknown decision type \(type)") }
        let threshold = thresholds[node]
        guard !threshold.isNaN else { throw ModelFormatError("has the threshold \(threshold)") }
        guard type & 1 == 0 else {
            guard (0..<Double(categorySetCount)).contains(threshold) else {
                throw ModelFormatError("has no categorical split \(threshold)")
            }
            return .categories(Int32(setOffset + Int(threshold)))
        }
        let isDefaultLeft = type & 2 != 0
        let missing: MissingRule
        switch type >> 2 {
        case 1: missing = isDefaultLeft ? .zeroLeft : .zeroRight
        case 2: missing = isDefaultLeft ? .left : .right
        default: missing = .asZero
        }
        return .threshold(Self.largestFloat(notAbove: threshold), missing: missing)
    }

    /// A `Float` is at most the threshold exactly when it is at most this one.
    private static func largestFloat(notAbove threshold: Double) -> Float {
        let nearest = Float(threshold)
        return Double(nearest) <= threshold ? nearest : nearest.nextDown
    }
}
