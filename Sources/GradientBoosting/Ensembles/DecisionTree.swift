/// Where a row without a value for a split's feature goes.
package enum MissingRule: UInt8, Sendable, Hashable, CaseIterable {
    /// NaN goes left.
    case left
    /// NaN goes right.
    case right
    /// NaN is compared as if it were 0.
    case asZero
    /// NaN and 0 are both missing and go left.
    case zeroLeft
    /// NaN and 0 are both missing and go right.
    case zeroRight
}

/// One categorical split: which categories leave the majority's way.
package struct CategorySet: Sendable, Hashable {
    /// Non-negative categories, ascending, each once. A value belongs to the category it truncates to.
    package let categories: [Int32]
    /// Whether rows of these categories go left; rows of any other category go the other way.
    package let sendsMembersLeft: Bool
    package let sendsMissingLeft: Bool
    /// Whether a value in (-1, 0) counts as category 0 (LightGBM) rather than as no category (XGBoost).
    package let truncatesNegatives: Bool
}

/// A decision that sends each row left or right.
package enum SplitRule: Sendable, Hashable {
    /// Left when `value <= threshold`.
    case threshold(Float, missing: MissingRule)
    /// Left as the ensemble's category set of this number says.
    case categories(Int32)
}

/// An inner node of a tree. A child that is negative is the leaf `~child`.
package struct SplitNode: Sendable, Hashable {
    package let feature: Int32
    package let rule: SplitRule
    package let left: Int32
    package let right: Int32
}

/// A checked tree: every child exists, every node is reached once, parents come before their children (node 0 is the
/// root), leaves are numbered from left to right.
package struct DecisionTree: Sendable, Equatable {
    /// The output (class) the tree adds to.
    package let output: Int
    /// Inner nodes; none when the tree is a single leaf.
    package let nodes: [SplitNode]
    /// Leaf values; those of XGBoost are `Float`s.
    package let leafValues: [Double]

    package var leafCount: Int { leafValues.count }

    /// Orders nodes and leaves and checks that they form a tree.
    ///
    /// - Parameters:
    ///   - nodes: at any order, but with the root first.
    ///   - leafValues: at any order, finite.
    init(output: Int, unordered nodes: [SplitNode], leafValues: [Double]) throws(ModelFormatError) {
        guard nodes.count == leafValues.count - 1 else {
            throw ModelFormatError("\(leafValues.count) leaves for \(nodes.count) inner nodes")
        }
        if let value = leafValues.first(where: { !$0.isFinite }) {
            throw ModelFormatError("a leaf's value is \(value)")
        }
        self.output = output
        guard !nodes.isEmpty else {
            self.nodes = []
            self.leafValues = leafValues
            return
        }
        let order = try TreeOrder(nodes, leafCount: leafValues.count)
        self.nodes = order.nodes(nodes)
        self.leafValues = order.leaves.map { leafValues[$0] }
    }

    private init(output: Int, ordered nodes: [SplitNode], leafValues: [Double]) {
        self.output = output
        self.nodes = nodes
        self.leafValues = leafValues
    }

    /// The same tree as part of another output.
    func adding(to output: Int) -> DecisionTree {
        DecisionTree(output: output, ordered: nodes, leafValues: leafValues)
    }
}

/// The order of a tree's nodes (parents first, left before right) and leaves (left to right).
private struct TreeOrder {
    private var nodeOrder: [Int] = []
    private var nodeNumbers: [Int32]
    private var leafNumbers: [Int32]
    private(set) var leaves: [Int] = []

    init(_ nodes: [SplitNode], leafCount: Int) throws(ModelFormatError) {
        nodeNumbers = Array(repeating: -1, count: nodes.count)
        leafNumbers = Array(repeating: -1, count: leafCount)
        nodeOrder.reserveCapacity(nodes.count)
        leaves.reserveCapacity(leafCount)
        var pending: [Int32] = [0]
        while let child = pending.popLast() {
            guard child >= 0 else {
                try visitLeaf(Int(~child))
                continue
            }
            try visitNode(Int(child))
            pending.append(nodes[Int(child)].right)
            pending.append(nodes[Int(child)].left)
        }
        guard nodeOrder.count == nodes.count, leaves.count == leafCount else {
            throw ModelFormatError("\(nodes.count - nodeOrder.count) inner nodes are out of reach of the root")
        }
    }

    private mutating func visitNode(_ node: Int) throws(ModelFormatError) {
        guard node < nodeNumbers.count else { throw ModelFormatError("there is no node \(node)") }
        guard nodeNumbers[node] < 0 else { throw ModelFormatError("node \(node) is reached twice") }
        nodeNumbers[node] = Int32(nodeOrder.count)
        nodeOrder.append(node)
    }

    private mutating func visitLeaf(_ leaf: Int) throws(ModelFormatError) {
        guard leaf < leafNumbers.count else { throw ModelFormatError("there is no leaf \(leaf)") }
        guard leafNumbers[leaf] < 0 else { throw ModelFormatError("leaf \(leaf) is reached twice") }
        leafNumbers[leaf] = Int32(leaves.count)
        leaves.append(leaf)
    }

    func nodes(_ nodes: [SplitNode]) -> [SplitNode] {
        nodeOrder.map { number in
            let node = nodes[number]
            return SplitNode(
                feature: node.feature,
                rule: node.rule,
                left: renumbered(node.left),
                right: renumbered(node.right)
            )
        }
    }

    private func renumbered(_ child: Int32) -> Int32 {
        child >= 0 ? nodeNumbers[Int(child)] : ~leafNumbers[Int(~child)]
    }
}
