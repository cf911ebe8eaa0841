/// Reads LightGBM's text format, line by line: a header of `key=value` lines, a block per tree, "end of trees".
struct LightGBMReader {
    private var lines: TextLines
    private var header = LightGBMHeader()
    private var categorySets: [CategorySet] = []
    private var categoryCount = 0
    private var nodeCount = 0

    init(_ bytes: [UInt8]) {
        lines = TextLines(bytes)
    }

    mutating func readModel() throws(ModelFormatError) -> TreeEnsemble {
        try readHeader()
        var trees: [DecisionTree] = []
        while !lines.isAt("end of trees") {
            guard lines.current != nil else { throw lines.error("the file ends before \"end of trees\"") }
            guard trees.count < ModelLimits.trees else { throw lines.error("more than \(ModelLimits.trees) trees") }
            trees.append(try readTree(number: trees.count))
        }
        let outputs = header.treesPerRound
        guard trees.count.isMultiple(of: outputs) else {
            throw ModelFormatError("\(trees.count) trees for rounds of \(outputs)")
        }
        return TreeEnsemble(
            format: .lightGBM,
            featureNames: header.featureNames,
            featureCount: header.featureCount,
            outputCount: outputs,
            trees: trees,
            categorySets: categorySets,
            baseScores: Array(repeating: 0, count: outputs),
            objective: header.objective,
            averagedRounds: header.isAveraged ? max(1, trees.count / outputs) : 1
        )
    }

    private mutating func readHeader() throws(ModelFormatError) {
        guard lines.isAt("tree") else { throw lines.error("the first line must be \"tree\"") }
        lines.advance()
        while !lines.isAtKey("Tree"), !lines.isAt("end of trees") {
            guard lines.current != nil else { throw lines.error("the file ends inside the header") }
            try header.read(lines)
            lines.advance()
        }
        try header.check()
    }

    private mutating func readTree(number: Int) throws(ModelFormatError) -> DecisionTree {
        guard lines.isAtKey("Tree"), try lines.integer() == number else {
            throw lines.error("\"Tree=\(number)\" was expected")
        }
        let start = lines.number
        lines.advance()
        var fields = LightGBMTreeFields()
        while lines.current != nil, !lines.isAtKey("Tree"), !lines.isAt("end of trees") {
            try fields.read(lines)
            lines.advance()
        }
        do {
            return try tree(number: number, fields)
        } catch {
            throw ModelFormatError("tree \(number) \(error.message)", at: "line \(start)")
        }
    }

    private mutating func tree(number: Int, _ fields: LightGBMTreeFields) throws(ModelFormatError) -> DecisionTree {
        try fields.check()
        nodeCount += fields.leafCount - 1
        guard nodeCount <= ModelLimits.nodes else {
            throw ModelFormatError("makes more than \(ModelLimits.nodes) splits")
        }
        let setOffset = try addCategorySets(fields)
        var nodes: [SplitNode] = []
        nodes.reserveCapacity(fields.leafCount - 1)
        for node in 0..<fields.leafCount - 1 {
            nodes.append(
                SplitNode(
                    feature: try checkedFeature(fields.features[node]),
                    rule: try fields.rule(of: node, setOffset: setOffset),
                    left: Int32(fields.leftChildren[node]),
                    right: Int32(fields.rightChildren[node])
                )
            )
        }
        do {
            let output = number % header.treesPerRound
            return try DecisionTree(output: output, unordered: nodes, leafValues: fields.leafValues)
        } catch {
            throw ModelFormatError("is no tree: \(error.message)")
        }
    }

    private func checkedFeature(_ feature: Int) throws(ModelFormatError) -> Int32 {
        guard (0..<header.featureCount).contains(feature) else {
            throw ModelFormatError("splits on feature \(feature) of \(header.featureCount)")
        }
        return Int32(feature)
    }

    /// Adds the tree's category sets to the model's and returns where they start there.
    private mutating func addCategorySets(_ fields: LightGBMTreeFields) throws(ModelFormatError) -> Int {
        let offset = categorySets.count
        for set in 0..<fields.categorySetCount {
            let words = fields.categoryWords[fields.categoryBounds[set]..<fields.categoryBounds[set + 1]]
            categoryCount += words.reduce(0) { $0 + $1.nonzeroBitCount }
            guard categoryCount <= ModelLimits.categories else {
                throw ModelFormatError("makes more than \(ModelLimits.categories) categories")
            }
            var categories: [Int32] = []
            for (index, word) in words.enumerated() {
                var rest = UInt32(truncatingIfNeeded: word)
                while rest != 0 {
                    categories.append(Int32(index * 32 + rest.trailingZeroBitCount))
                    rest &= rest - 1
                }
            }
            categorySets.append(
                CategorySet(
                    categories: categories,
                    sendsMembersLeft: true,
                    sendsMissingLeft: false,
                    truncatesNegatives: true
                )
            )
        }
        return offset
    }
}
