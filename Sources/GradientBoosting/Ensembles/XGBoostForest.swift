/// Reads the trees of XGBoost's boosters `gbtree` and `dart`.
struct XGBoostForest {
    private let featureCount: Int
    private let outputCount: Int
    private(set) var trees: [DecisionTree] = []
    private(set) var categorySets: [CategorySet] = []
    private var nodeCount = 0
    private var categoryCount = 0

    init(featureCount: Int, outputCount: Int) {
        self.featureCount = featureCount
        self.outputCount = outputCount
    }

    mutating func read(_ booster: ModelValue) throws(ModelFormatError) {
        switch booster["name"]?.text {
        case "gbtree": try readTrees(booster["model"], weights: nil)
        case "dart":
            guard let weights = booster["weight_drop"]?.numbers else {
                throw ModelFormatError("the booster dart has no \"weight_drop\"")
            }
            try readTrees(booster["gbtree"]?["model"], weights: weights)
        case let name?:
            throw ModelFormatError("the booster \"\(name.prefix(40))\" is not supported, only gbtree and dart")
        case nil: throw ModelFormatError("the booster has no name")
        }
    }

    private mutating func readTrees(_ model: ModelValue?, weights: [Double]?) throws(ModelFormatError) {
        guard let list = model?["trees"]?.list, let outputs = model?["tree_info"]?.numbers else {
            throw ModelFormatError("\"trees\" or \"tree_info\" is missing")
        }
        guard list.count <= ModelLimits.trees else { throw ModelFormatError("\(list.count) trees") }
        guard outputs.count == list.count, weights == nil || weights?.count == list.count else {
            throw ModelFormatError("\(list.count) trees, but \(outputs.count) outputs of trees or wrong weights")
        }
        trees.reserveCapacity(list.count)
        for (number, tree) in list.enumerated() {
            do throws(ModelFormatError) {
                guard let output = Int(exactly: outputs[number]), (0..<outputCount).contains(output) else {
                    throw ModelFormatError("adds to output \(outputs[number]) of \(outputCount)")
                }
                trees.append(try self.tree(tree, output: output, weight: weights?[number]))
            } catch {
                throw ModelFormatError(error.message, at: "tree \(number)")
            }
        }
    }

    private mutating func tree(
        _ value: ModelValue,
        output: Int,
        weight: Double?
    ) throws(ModelFormatError) -> DecisionTree {
        let fields = try XGBoostTreeFields(value)
        nodeCount += fields.count / 2
        guard nodeCount <= ModelLimits.nodes else { throw ModelFormatError("more than \(ModelLimits.nodes) splits") }
        let sets = try categorySets(of: fields, value)
        // Pruned nodes stay in the lists; what the root reaches is the tree.
        var numbers: [Int32: Int32] = [:]
        var order: [Int] = []
        var leafValues: [Double] = []
        var pending = [0]
        while let id = pending.popLast() {
            guard numbers[Int32(id)] == nil else { throw ModelFormatError("node \(id) is reached twice") }
            if let children = try fields.children(of: id) {
                numbers[Int32(id)] = Int32(order.count)
                order.append(id)
                pending.append(children.right)
                pending.append(children.left)
            } else {
                numbers[Int32(id)] = ~Int32(leafValues.count)
                leafValues.append(weight.map { Double(Float(fields.conditions[id]) * Float($0)) } ?? fields.leaf(id))
            }
        }
        guard leafValues.count <= ModelLimits.leaves else { throw ModelFormatError("\(leafValues.count) leaves") }
        var nodes: [SplitNode] = []
        nodes.reserveCapacity(order.count)
        for id in order {
            guard let children = try fields.children(of: id), let left = numbers[Int32(children.left)],
                let right = numbers[Int32(children.right)]
            else { throw ModelFormatError("node \(id) has no children") }
            let rule = try fields.rule(of: id, set: sets[id])
            let feature = try fields.feature(of: id, count: featureCount)
            nodes.append(SplitNode(feature: feature, rule: rule, left: left, right: right))
        }
        return try DecisionTree(output: output, unordered: nodes, leafValues: leafValues)
    }

    /// The numbers of the category sets of the tree's nodes that have one.
    private mutating func categorySets(
        of fields: XGBoostTreeFields,
        _ value: ModelValue
    ) throws(ModelFormatError) -> [Int: Int32] {
        guard let nodes = value["categories_nodes"]?.numbers, !nodes.isEmpty else { return [:] }
        guard let categories = value["categories"]?.numbers, let starts = value["categories_segments"]?.numbers,
            let sizes = value["categories_sizes"]?.numbers, starts.count == nodes.count, sizes.count == nodes.count
        else { throw ModelFormatError("the lists of categories do not fit together") }
        var sets: [Int: Int32] = [:]
        for (index, node) in nodes.enumerated() {
            guard let id = Int(exactly: node), (0..<fields.count).contains(id), sets[id] == nil,
                let start = Int(exactly: starts[index]), let size = Int(exactly: sizes[index]), start >= 0, size >= 0,
                size <= categories.count, start <= categories.count - size
            else { throw ModelFormatError("the categories of node \(node) are out of bounds") }
            categoryCount += size
            guard categoryCount <= ModelLimits.categories else {
                throw ModelFormatError("more than \(ModelLimits.categories) categories")
            }
            var members: [Int32] = []
            for category in categories[start..<start + size] {
                guard let member = Int32(exactly: category), (0..<1 << 24).contains(member) else {
                    throw ModelFormatError("a category \(category)")
                }
                members.append(member)
            }
            sets[id] = Int32(categorySets.count)
            categorySets.append(
                CategorySet(
                    categories: Set(members).sorted(),
                    sendsMembersLeft: false,
                    sendsMissingLeft: fields.isDefaultLeft(id),
                    truncatesNegatives: false
                )
            )
        }
        return sets
    }
}
