/// For each feature who has it, and with which weight.
struct FeatureLists: Sendable {
    private var starts: [Int32] = [0]
    private var owners: [Int32] = []
    private var weights: [Float] = []

    /// The lists of `vectors`, whose numbers are the owners; features are numbered below `features`.
    init(_ vectors: [[(feature: Int, weight: Float)]], features: Int) {
        var lengths = [Int32](repeating: 0, count: features)
        for (feature, _) in vectors.joined() { lengths[feature] += 1 }
        starts.reserveCapacity(features + 1)
        for length in lengths { starts.append(starts[starts.count - 1] + length) }
        let total = Int(starts[features])
        owners = [Int32](repeating: 0, count: total)
        weights = [Float](repeating: 0, count: total)
        var next = starts
        for (owner, vector) in vectors.enumerated() {
            for (feature, weight) in vector {
                let place = Int(next[feature])
                owners[place] = Int32(owner)
                weights[place] = weight
                next[feature] += 1
            }
        }
    }

    /// Adds `weight` times the weight of each owner of `feature` to its score.
    func accumulate(_ feature: Int, weight: Float, into scores: inout [Float]) {
        let range = Int(starts[feature])..<Int(starts[feature + 1])
        let owners = owners.span
        let weights = weights.span
        var target = scores.mutableSpan
        for place in range { target[Int(owners[place])] += weight * weights[place] }
    }
}
