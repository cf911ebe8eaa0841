/// What the first look says about each vector of a segment: about how close it is and how far that may be off.
struct VectorBounds {
    /// Rounding errors of the numbers of a vector are independent of each other, so their sum has a standard deviation of
    /// residual · length / √dimensions. This many of them, on top of what lies between the place wanted and four times as
    /// many, is practically never reached.
    private static let deviations: Float = 4

    private let products: [Float]
    private let residuals: [Float]
    private let mask: [Bool]?
    private let residualFactor: Float
    private let queryMargin: Float

    init(_ query: QuantisedQuery, _ columns: VectorColumns, mask: [Bool]?) {
        products = query.products(columns)
        residuals = columns.residuals
        self.mask = mask
        let perDimension = Self.deviations / Float(max(columns.dimensions, 1)).squareRoot()
        residualFactor = query.length * perDimension
        // Vectors are of length one.
        queryMargin = query.residual * perDimension + 1e-5 * query.length
    }

    /// The vectors that may be among the `limit` best and may reach `floor`: all that could beat four times as many.
    func candidates(limit: Int, atLeast floor: Float) -> [Int] {
        var lowest = LowestOfBest(limit: limit * 4)
        let products = products.span
        for document in products.indices where products[document] > lowest.threshold {
            if mask?[document] ?? true { lowest.offer(products[document]) }
        }
        let residuals = residuals.span
        var candidates: [Int] = []
        for document in products.indices {
            let possible = products[document] + residuals[document] * residualFactor + queryMargin
            guard possible >= lowest.threshold, possible >= floor else { continue }
            if mask?[document] ?? true { candidates.append(document) }
        }
        return candidates
    }
}

/// Follows the lowest of the `limit` best numbers.
private struct LowestOfBest {
    private let limit: Int
    private var best: [Float] = []
    private(set) var threshold = -Float.infinity

    init(limit: Int) {
        self.limit = limit
    }

    mutating func offer(_ value: Float) {
        var position = best.count
        while position > 0, best[position - 1] < value { position -= 1 }
        best.insert(value, at: position)
        if best.count > limit { best.removeLast() }
        if best.count == limit, let last = best.last { threshold = last }
    }
}
