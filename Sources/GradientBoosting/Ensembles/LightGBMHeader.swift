/// What the first lines of a LightGBM model say.
struct LightGBMHeader {
    private(set) var featureNames: [String] = []
    private(set) var featureCount = 0
    private(set) var treesPerRound = 0
    private(set) var objective = OutputTransform.identity
    private(set) var isAveraged = false

    mutating func read(_ lines: TextLines) throws(ModelFormatError) {
        if lines.isAt("average_output") { isAveraged = true }
        guard let key = lines.key else { return }
        switch key {
        case "num_tree_per_iteration":
            treesPerRound = try lines.integer()
            guard (1...ModelLimits.outputs).contains(treesPerRound) else {
                throw lines.error("\(treesPerRound) trees a round; 1 to \(ModelLimits.outputs) are possible")
            }
        case "max_feature_idx":
            let last = try lines.integer()
            guard (0..<ModelLimits.features).contains(last) else {
                throw lines.error("the last feature is \(last); 0 to \(ModelLimits.features - 1) are possible")
            }
            featureCount = last + 1
        case "feature_names": featureNames = lines.text.split(separator: " ").map(String.init)
        case "objective":
            do {
                objective = try OutputTransform(lightGBM: lines.text)
            } catch {
                throw lines.error(error.message)
            }
        default: return
        }
    }

    func check() throws(ModelFormatError) {
        guard treesPerRound > 0 else { throw ModelFormatError("the header lacks num_tree_per_iteration") }
        guard featureCount > 0 else { throw ModelFormatError("the header lacks max_feature_idx") }
        guard featureNames.count == featureCount else {
            throw ModelFormatError("the header names \(featureNames.count) of \(featureCount) features")
        }
    }
}
