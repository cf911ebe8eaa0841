/// All category sets that the trees of a segment hold one feature against.
struct CategoryFeature: Sendable {
    /// A set's mask and the codes that are collected for it.
    struct MaskRule: Sendable {
        let mask: UInt16
        let codes: [Int32]
        /// Whether rows of the codes go left; else all others do.
        let sendsCodesLeft: Bool
    }

    let feature: Int
    /// Categories that some set names, ascending; a category's index is its code.
    let categories: [Int32]
    let rules: [MaskRule]
    let truncatesNegatives: Bool

    /// The code of a missing value and that of any other category.
    var missingCode: Int { categories.count }
    var otherCode: Int { categories.count + 1 }
    var codeCount: Int { categories.count + 2 }

    /// - Parameter sets: at least one, with the mask of each.
    init(feature: Int, sets: [(set: CategorySet, mask: UInt16)]) {
        self.feature = feature
        let categories = Set(sets.flatMap(\.set.categories)).sorted()
        self.categories = categories
        truncatesNegatives = sets.first?.set.truncatesNegatives ?? false
        var codes: [Int32: Int32] = [:]
        for (code, category) in categories.enumerated() { codes[category] = Int32(code) }
        rules = sets.map { set, mask in
            var members = set.categories.compactMap { codes[$0] }
            if set.sendsMissingLeft == set.sendsMembersLeft { members.append(Int32(categories.count)) }
            return MaskRule(mask: mask, codes: members, sendsCodesLeft: set.sendsMembersLeft)
        }
    }

    /// The code of a value.
    func code(of value: Float) -> Int {
        guard !value.isNaN else { return missingCode }
        let isInRange = (truncatesNegatives ? value > -1 : value >= 0) && value < 0x1p31
        guard isInRange else { return otherCode }
        let category = Int32(value)
        var low = 0
        var high = categories.count
        while low < high {
            let middle = (low + high) / 2
            if categories[middle] < category { low = middle + 1 } else { high = middle }
        }
        return low < categories.count && categories[low] == category ? low : otherCode
    }
}
