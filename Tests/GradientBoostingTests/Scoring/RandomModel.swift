import GradientBoosting

/// Numbers that look random and are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

/// A made-up model that is scored by walking from node to node, as LightGBM does, and written in LightGBM's format.
struct RandomModel {
    /// LightGBM's decision types: 1 categorical, 2 default left, 4 and 8 the kinds of missing values.
    struct Node {
        var feature: Int
        var threshold: Double
        var decisionType: Int
        var categories: Set<Int>
        var left: Int
        var right: Int
    }

    struct Tree {
        var nodes: [Node] = []
        var leafValues: [Double] = []
    }

    let featureCount: Int
    let outputCount: Int
    private(set) var trees: [Tree] = []

    /// - Parameters:
    ///   - leafCounts: leaves of each tree.
    ///   - thresholdCount: different thresholds that a feature may have.
    init(
        featureCount: Int,
        outputCount: Int,
        leafCounts: [Int],
        thresholdCount: Int,
        isCategorical: Bool,
        using generator: inout SeededGenerator
    ) {
        self.featureCount = featureCount
        self.outputCount = outputCount
        for leafCount in leafCounts {
            var tree = Tree()
            for _ in 0..<leafCount { tree.leafValues.append(Double.random(in: -1...1, using: &generator)) }
            // Leaves are split at random, which gives trees of all shapes: (parent, whether its left child) by leaf.
            var places: [(node: Int, isLeft: Bool)] = [(-1, true)]
            for number in 0..<leafCount - 1 {
                let place = Int.random(in: 0..<places.count, using: &generator)
                let parent = places[place]
                tree.nodes.append(
                    Self.node(featureCount, thresholdCount, isCategorical && number % 5 == 1, &generator)
                )
                if parent.node >= 0 {
                    if parent.isLeft {
                        tree.nodes[parent.node].left = number
                    } else {
                        tree.nodes[parent.node].right = number
                    }
                }
                places[place] = (number, true)
                places.append((number, false))
            }
            for (leaf, place) in places.enumerated() where place.node >= 0 {
                if place.isLeft { tree.nodes[place.node].left = ~leaf } else { tree.nodes[place.node].right = ~leaf }
            }
            trees.append(tree)
        }
    }

    private static func node(
        _ featureCount: Int,
        _ thresholdCount: Int,
        _ isCategorical: Bool,
        _ generator: inout SeededGenerator
    ) -> Node {
        var node = Node(feature: 0, threshold: 0, decisionType: 0, categories: [], left: 0, right: 0)
        node.feature = Int.random(in: 0..<featureCount, using: &generator)
        if isCategorical {
            node.decisionType = 1
            for _ in 0..<8 { node.categories.insert(Int.random(in: 0..<100, using: &generator)) }
        } else {
            // Not a Float, so that rounding matters; the middle one is near 0.
            let step = Int.random(in: 0..<thresholdCount, using: &generator) - thresholdCount / 2
            node.threshold = step == 0 ? 1.0000000180025095e-35 : Double(step) * 100 / Double(thresholdCount)
            node.decisionType =
                2 * Int.random(in: 0...1, using: &generator) + 4 * Int.random(in: 0...2, using: &generator)
        }
        return node
    }

    /// Rows with ordinary, odd and missing values.
    static func rows(_ count: Int, columns: Int, using generator: inout SeededGenerator) -> FeatureColumns {
        let odd: [Float] = [
            .nan, 0, -0.0, .leastNonzeroMagnitude, -1e-36, 1e-35, .infinity, -.infinity, -0.5, 3e9, -3e9,
        ]
        var rows = FeatureColumns(columnCount: columns, rowCount: count)
        for index in rows.values.indices {
            rows.values[index] =
                Int.random(in: 0..<5, using: &generator) == 0
                ? odd.randomElement(using: &generator) ?? 0 : Float.random(in: -60...60, using: &generator)
        }
        return rows
    }

    /// Raw scores by LightGBM's rules, in its own words as far as possible.
    func scores(_ rows: FeatureColumns) -> [Double] {
        var scores = Array(repeating: 0.0, count: outputCount * rows.rowCount)
        for row in 0..<rows.rowCount {
            let values = (0..<featureCount).map { column in
                let value = Double(rows[column, row])
                return value.magnitude > Double(Float(1e-35)) || value.isNaN ? value : 0
            }
            for (number, tree) in trees.enumerated() {
                var place = tree.nodes.isEmpty ? ~0 : 0
                while place >= 0 {
                    let node = tree.nodes[place]
                    place = Self.goesLeft(node, values[node.feature]) ? node.left : node.right
                }
                scores[number % outputCount * rows.rowCount + row] += tree.leafValues[~place]
            }
        }
        return scores
    }

    private static func goesLeft(_ node: Node, _ value: Double) -> Bool {
        if node.decisionType & 1 != 0 {
            guard !value.isNaN, value > -1, value < 2_147_483_648 else { return false }
            return node.categories.contains(Int(value))
        }
        let missing = node.decisionType >> 2
        let value = value.isNaN && missing != 2 ? 0 : value
        let isMissing = missing == 1 && value.magnitude <= Double(Float(1e-35)) || missing == 2 && value.isNaN
        return isMissing ? node.decisionType & 2 != 0 : value <= node.threshold
    }

    /// The model as LightGBM writes it.
    var text: String {
        var lines = [
            "tree", "version=v4", "num_class=\(outputCount)", "num_tree_per_iteration=\(outputCount)", "label_index=0",
            "max_feature_idx=\(featureCount - 1)", "objective=custom",
            "feature_names=" + (0..<featureCount).map { "f\($0)" }.joined(separator: " "), "",
        ]
        for (number, tree) in trees.enumerated() { lines += Self.lines(tree, number: number) }
        return (lines + ["end of trees", ""]).joined(separator: "\n")
    }

    private static func lines(_ tree: Tree, number: Int) -> [String] {
        var words: [UInt32] = []
        var bounds = [0]
        var thresholds: [String] = []
        for node in tree.nodes {
            guard node.decisionType & 1 != 0 else {
                thresholds.append("\(node.threshold)")
                continue
            }
            thresholds.append("\(bounds.count - 1)")
            var bits = Array(repeating: UInt32(0), count: (node.categories.max() ?? 0) / 32 + 1)
            for category in node.categories { bits[category / 32] |= 1 << UInt32(category % 32) }
            words += bits
            bounds.append(words.count)
        }
        func list(_ name: String, _ value: (Node) -> Int) -> String {
            "\(name)=" + tree.nodes.map { "\(value($0))" }.joined(separator: " ")
        }
        return [
            "Tree=\(number)", "num_leaves=\(tree.leafValues.count)", "num_cat=\(bounds.count - 1)",
            list("split_feature", \.feature), "threshold=" + thresholds.joined(separator: " "),
            list("decision_type", \.decisionType), list("left_child", \.left), list("right_child", \.right),
            "leaf_value=" + tree.leafValues.map { "\($0)" }.joined(separator: " "),
            "cat_boundaries=" + bounds.map { "\($0)" }.joined(separator: " "),
            "cat_threshold=" + words.map { "\($0)" }.joined(separator: " "), "is_linear=0", "shrinkage=1", "",
        ]
    }
}
