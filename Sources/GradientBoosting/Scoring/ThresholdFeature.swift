/// All thresholds that the trees of a segment compare one feature with.
struct ThresholdFeature: Sendable {
    /// Masks of the thresholds under one rule for missing values.
    struct MaskTable: Sendable {
        let missing: MissingRule
        /// The table's own thresholds, ascending; threshold i has mask `firstMask + i`.
        let thresholds: [Float]
        let firstMask: Int
        /// The first mask that holds a row, by the row's code; the segment's spare mask for rows that never go left.
        let masks: [UInt16]
    }

    let feature: Int
    /// Keys of all thresholds, ascending, followed by the highest key for the search to run into.
    let thresholdKeys: [Int32]
    let thresholdCount: Int
    let buckets: ThresholdBuckets
    let tables: [MaskTable]
    /// Whether 0 is a missing value in some table.
    let zeroMayBeMissing: Bool

    /// Codes: the count of thresholds below the value, and behind those counts:
    var missingCode: Int { thresholdCount + 1 }
    var zeroCode: Int { thresholdCount + 2 }

    /// - Parameters:
    ///   - rules: the distinct thresholds by rule, ascending, at least one.
    ///   - firstMask: the number of the first mask to use.
    ///   - spareMask: the mask that no step reads.
    init(feature: Int, rules: [(missing: MissingRule, thresholds: [Float])], firstMask: Int, spareMask: UInt16) {
        self.feature = feature
        let all = Set(rules.flatMap(\.thresholds)).sorted()
        buckets = ThresholdBuckets(all)
        thresholdKeys = all.map(\.orderedKey) + Array(repeating: .max, count: 1 << buckets.searchSteps)
        thresholdCount = all.count
        zeroMayBeMissing = rules.contains { $0.missing == .zeroLeft || $0.missing == .zeroRight }
        var next = firstMask
        var tables: [MaskTable] = []
        for rule in rules {
            tables.append(
                MaskTable(
                    missing: rule.missing,
                    thresholds: rule.thresholds,
                    firstMask: next,
                    masks: Self.masks(rule.missing, rule.thresholds, all: all, firstMask: next, spareMask: spareMask)
                )
            )
            next += rule.thresholds.count
        }
        self.tables = tables
    }

    private static func masks(
        _ missing: MissingRule,
        _ thresholds: [Float],
        all: [Float],
        firstMask: Int,
        spareMask: UInt16
    ) -> [UInt16] {
        func mask(_ rank: Int) -> UInt16 { rank < thresholds.count ? UInt16(firstMask + rank) : spareMask }
        var masks: [UInt16] = []
        masks.reserveCapacity(all.count + 3)
        var rank = 0
        var rankOfZero = 0
        for (code, threshold) in all.enumerated() {
            masks.append(mask(rank))
            if threshold < 0 { rankOfZero = code + 1 }
            if rank < thresholds.count, thresholds[rank] == threshold { rank += 1 }
        }
        masks.append(mask(rank))
        let zero = masks[rankOfZero]
        let never = spareMask
        let always = mask(0)
        switch missing {
        case .left: masks += [always, zero]
        case .right: masks += [never, zero]
        case .asZero: masks += [zero, zero]
        case .zeroLeft: masks += [always, always]
        case .zeroRight: masks += [never, never]
        }
        return masks
    }
}

extension Float {
    /// A whole number that is less than another's exactly when the value is less; +0 and -0 have the same. Not for NaN.
    @inline(__always)
    var orderedKey: Int32 {
        let bits = Int32(bitPattern: (self + 0).bitPattern)
        return bits ^ ((bits &>> 31) & .max)
    }
}
