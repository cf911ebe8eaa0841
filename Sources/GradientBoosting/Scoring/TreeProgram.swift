/// A tree as steps and lookups.
struct TreeProgram {
    /// Leaves that one lookup tells apart when a tree has too many for one: the numbers 0 and 255 mean "none of these".
    private static let leavesPerWindow = 254

    /// The steps, parents first.
    private(set) var steps: [ScoringStep] = []
    /// Boundaries and values of each lookup.
    private(set) var windows: [(firstBoundary: Int, values: [Double])] = []

    /// - Parameter mask: gives the mask of a node.
    init(_ tree: DecisionTree, mask: (SplitNode) -> UInt16) {
        steps.reserveCapacity(tree.nodes.count)
        let counts = Self.leafCounts(tree)
        var lowerEnds = Array(repeating: 0, count: tree.nodes.count)
        for (number, node) in tree.nodes.enumerated() {
            let lower = lowerEnds[number]
            let middle = lower + (node.left < 0 ? 1 : counts[Int(node.left)])
            if node.left >= 0 { lowerEnds[Int(node.left)] = lower }
            if node.right >= 0 { lowerEnds[Int(node.right)] = middle }
            steps.append(
                ScoringStep(
                    mask: mask(node),
                    lower: UInt16(lower),
                    upper: UInt16(lower + counts[number]),
                    middle: UInt16(middle)
                )
            )
        }
        addWindows(tree.leafValues)
    }

    /// How many leaves are below each node; children come behind their parents.
    private static func leafCounts(_ tree: DecisionTree) -> [Int] {
        var counts = Array(repeating: 0, count: tree.nodes.count)
        for (number, node) in tree.nodes.enumerated().reversed() {
            counts[number] = [node.left, node.right].reduce(0) { $0 + ($1 < 0 ? 1 : counts[Int($1)]) }
        }
        return counts
    }

    private mutating func addWindows(_ values: [Double]) {
        guard values.count > 256 else {
            windows.append((firstBoundary: 1, values: values))
            return
        }
        for start in stride(from: 0, to: values.count, by: Self.leavesPerWindow) {
            let end = min(values.count, start + Self.leavesPerWindow)
            // -0 added to a sum leaves every bit of it alone.
            windows.append((firstBoundary: start, values: [-0.0] + values[start..<end] + [-0.0]))
        }
    }
}
