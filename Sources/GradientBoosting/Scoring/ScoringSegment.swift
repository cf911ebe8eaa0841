/// Consecutive trees that share one set of masks; nearly every model is a single segment.
struct ScoringSegment: Sendable {
    let thresholdFeatures: [ThresholdFeature]
    let categoryFeatures: [CategoryFeature]
    /// Masks, the spare one included.
    let maskCount: Int
    let steps: [ScoringStep]
    /// The lookups of each output, in the order in which their values are summed.
    let lookups: [[LeafLookup]]
    /// Leaf values of all lookups; those of XGBoost in `singleValues`, the others in `doubleValues`.
    let doubleValues: [Double]
    let singleValues: [Float]

    /// Most leaves of a tree.
    var largestLeafCount: Int { lookups.joined().reduce(1) { max($0, $1.leafCount) } }
    /// Most codes of a categorical feature.
    var largestCodeCount: Int { categoryFeatures.reduce(0) { max($0, $1.codeCount) } }
}

/// Collects trees into a segment.
struct ScoringSegmentBuilder {
    private struct Condition: Hashable {
        let feature: Int32
        let rule: SplitRule
    }

    private let ensemble: TreeEnsemble
    private var conditions: Set<Condition> = []
    private var trees: [DecisionTree] = []

    init(_ ensemble: TreeEnsemble) {
        self.ensemble = ensemble
    }

    var isEmpty: Bool { trees.isEmpty }

    /// Adds the tree unless that would take more masks than a segment has.
    mutating func add(_ tree: DecisionTree) -> Bool {
        if conditions.count + tree.nodes.count >= RowBlock.maskLimit {
            let all = conditions.union(tree.nodes.map { Condition(feature: $0.feature, rule: $0.rule) })
            guard all.count < RowBlock.maskLimit else { return false }
        }
        for node in tree.nodes { conditions.insert(Condition(feature: node.feature, rule: node.rule)) }
        trees.append(tree)
        return true
    }

    func segment() -> ScoringSegment {
        let spareMask = UInt16(conditions.count)
        var masks: [Condition: UInt16] = [:]
        masks.reserveCapacity(conditions.count)
        var next = 0
        let thresholdFeatures = makeThresholdFeatures(&next, spareMask: spareMask)
        for feature in thresholdFeatures {
            for table in feature.tables {
                for (index, threshold) in table.thresholds.enumerated() {
                    let rule = SplitRule.threshold(threshold, missing: table.missing)
                    masks[Condition(feature: Int32(feature.feature), rule: rule)] = UInt16(table.firstMask + index)
                }
            }
        }
        var sets: [Int32: [(set: CategorySet, mask: UInt16)]] = [:]
        for condition in conditions {
            guard case .categories(let set) = condition.rule else { continue }
            masks[condition] = UInt16(next)
            sets[condition.feature, default: []].append((ensemble.categorySets[Int(set)], UInt16(next)))
            next += 1
        }
        let categoryFeatures = sets.sorted { $0.key < $1.key }.map { CategoryFeature(feature: Int($0), sets: $1) }
        return assemble(thresholdFeatures, categoryFeatures) { node in
            masks[Condition(feature: node.feature, rule: node.rule)] ?? spareMask
        }
    }

    private func makeThresholdFeatures(_ next: inout Int, spareMask: UInt16) -> [ThresholdFeature] {
        var thresholds: [Int32: [MissingRule: [Float]]] = [:]
        for condition in conditions {
            guard case .threshold(let threshold, let missing) = condition.rule else { continue }
            thresholds[condition.feature, default: [:]][missing, default: []].append(threshold)
        }
        var features: [ThresholdFeature] = []
        for (feature, rules) in thresholds.sorted(by: { $0.key < $1.key }) {
            let sorted = rules.sorted { $0.key.rawValue < $1.key.rawValue }
                .map { (missing: $0.key, thresholds: $0.value.sorted()) }
            features.append(
                ThresholdFeature(feature: Int(feature), rules: sorted, firstMask: next, spareMask: spareMask)
            )
            next += sorted.reduce(0) { $0 + $1.thresholds.count }
        }
        return features
    }

    private func assemble(
        _ thresholdFeatures: [ThresholdFeature],
        _ categoryFeatures: [CategoryFeature],
        mask: (SplitNode) -> UInt16
    ) -> ScoringSegment {
        var steps: [ScoringStep] = []
        var lookups: [[LeafLookup]] = Array(repeating: [], count: ensemble.outputCount)
        var values: [Double] = []
        for tree in trees {
            let program = TreeProgram(tree, mask: mask)
            var range = steps.count..<steps.count + program.steps.count
            steps += program.steps
            for window in program.windows {
                let lookup = LeafLookup(
                    steps: range,
                    leafCount: tree.leafCount,
                    firstBoundary: window.firstBoundary,
                    boundaryCount: window.values.count - 1,
                    valueStart: values.count
                )
                lookups[tree.output].append(lookup)
                range = steps.count..<steps.count
                var table = Array(repeating: 0.0, count: 1 << lookup.bitCount)
                for (number, value) in window.values.enumerated() { table[grayCode(number)] = value }
                values += table
            }
        }
        let isSingle = ensemble.sumsInSinglePrecision
        return ScoringSegment(
            thresholdFeatures: thresholdFeatures,
            categoryFeatures: categoryFeatures,
            maskCount: conditions.count + 1,
            steps: steps,
            lookups: lookups,
            doubleValues: isSingle ? [] : values,
            singleValues: isSingle ? values.map(Float.init) : []
        )
    }
}
