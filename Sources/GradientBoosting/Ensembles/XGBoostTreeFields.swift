/// The lists of one tree of an XGBoost model: an entry for each node, leaves included.
struct XGBoostTreeFields {
    let count: Int
    /// A split's threshold, or a leaf's value.
    let conditions: [Double]
    private let leftChildren: [Double]
    private let rightChildren: [Double]
    private let features: [Double]
    private let defaultLeft: [Double]
    /// Empty in files older than categorical splits.
    private let types: [Double]

    init(_ tree: ModelValue) throws(ModelFormatError) {
        if let size = tree["tree_param"]?["size_leaf_vector"]?.integer, size > 1 {
            throw ModelFormatError("leaves with \(size) values are not supported; train one tree per output")
        }
        leftChildren = try Self.list("left_children", of: tree, count: nil)
        count = leftChildren.count
        guard count > 0 else { throw ModelFormatError("there are no nodes") }
        rightChildren = try Self.list("right_children", of: tree, count: count)
        features = try Self.list("split_indices", of: tree, count: count)
        conditions = try Self.list("split_conditions", of: tree, count: count)
        defaultLeft = try Self.list("default_left", of: tree, count: count)
        let hasTypes = tree["split_type"]?.numbers?.isEmpty == false
        types = hasTypes ? try Self.list("split_type", of: tree, count: count) : []
    }

    private static func list(_ key: String, of tree: ModelValue, count: Int?) throws(ModelFormatError) -> [Double] {
        guard let numbers = tree[key]?.numbers else { throw ModelFormatError("\"\(key)\" is missing or no numbers") }
        if let count, numbers.count != count {
            throw ModelFormatError("\"\(key)\" has \(numbers.count) entries for \(count) nodes")
        }
        return numbers
    }

    /// The children of an inner node, or nil for a leaf.
    func children(of node: Int) throws(ModelFormatError) -> (left: Int, right: Int)? {
        guard leftChildren[node] != -1 else { return nil }
        guard let left = Int(exactly: leftChildren[node]), let right = Int(exactly: rightChildren[node]),
            (0..<count).contains(left), (0..<count).contains(right)
        else { throw ModelFormatError("node \(node) has a child out of bounds") }
        return (left, right)
    }

    func leaf(_ node: Int) -> Double { Double(Float(conditions[node])) }

    func isDefaultLeft(_ node: Int) -> Bool { defaultLeft[node] != 0 }

    func feature(of node: Int, count: Int) throws(ModelFormatError) -> Int32 {
        guard let feature = Int32(exactly: features[node]), feature >= 0, feature < count else {
            throw ModelFormatError("node \(node) splits on feature \(features[node]) of \(count)")
        }
        return feature
    }

    /// The rule of an inner node; `set` is the number of its category set when it has one.
    func rule(of node: Int, set: Int32?) throws(ModelFormatError) -> SplitRule {
        guard types.isEmpty || types[node] == 0 else {
            guard types[node] == 1, let set else {
                throw ModelFormatError("node \(node) is categorical without categories")
            }
            return .categories(set)
        }
        let split = Float(conditions[node])
        guard split.isFinite else { throw ModelFormatError("node \(node) has the threshold \(split)") }
        // XGBoost goes left below the split, so the largest float that goes left is the next one down.
        return .threshold(split.nextDown, missing: isDefaultLeft(node) ? .left : .right)
    }
}
