/// What a passage's questions are known for.
enum AskRole {
    /// The passage answers them.
    case answered
    /// No passage answers them.
    case declined
    /// Another way of answering is meant for them.
    case routed

    init(of passage: Passage) {
        switch passage.kind {
        case AskIndex.declinedKind: self = .declined
        case AskIndex.routeKind: self = .routed
        default: self = .answered
        }
    }
}

/// Collects the lines of passages and weighs them.
struct AskIndexBuilder {
    /// A line's features, how often it has each, and whose it is.
    struct Line {
        var counts: [(feature: Int, count: UInt8)]
        var passage: Int
        var role: AskRole
    }

    typealias Vector = [(feature: Int, weight: Float)]

    private(set) var numbers = TermTable()
    private(set) var lines: [Line] = []
    /// For each passage what its words, headings and lines have.
    private(set) var contents: [Vector] = []
    /// Lines with an answer that have each feature.
    private var holders: [Int] = []
    private var analyzer = TextAnalyzer(wantsGrams: true)

    /// Adds a passage's lines; its heading is one of them.
    mutating func add(_ passage: Passage) {
        let number = contents.count
        let role = AskRole(of: passage)
        var content: Set<Int> = []
        for line in [passage.heading] + passage.keywords.split(separator: "\n").map(String.init) where !line.isEmpty {
            let features = AskFeatures(line, &analyzer)
            let counts = zip(features.features.map { self.number(of: $0) }, features.counts).map { ($0, $1) }
            lines.append(Line(counts: counts, passage: number, role: role))
            content.formUnion(counts.map(\.0))
            if role == .answered { for (feature, _) in counts { holders[feature] += 1 } }
        }
        for text in [passage.title, passage.text] {
            content.formUnion(AskFeatures(text, &analyzer).features.map { self.number(of: $0) })
        }
        contents.append(role == .answered ? content.map { ($0, 1) } : [])
    }

    private mutating func number(of feature: UInt64) -> Int {
        let number = numbers.number(of: feature)
        if number == holders.count { holders.append(0) }
        return number
    }

    /// The idf of each feature over the lines that have an answer, and that of what none of them has.
    var weights: (idf: [Float], most: Float) {
        let count = lines.count { $0.role == .answered }
        let constants = BM25()
        return (holders.map { constants.idf(holders: $0, of: count) }, constants.idf(holders: 0, of: count))
    }

    /// Each line as a vector of length 1, and the root of the mean of the lines of each owner that `owners` names.
    func vectors(_ idf: [Float], owners: Int, of owner: (Line) -> [Int]) -> (lines: [Vector], means: [Vector]) {
        let lines = lines.map { line in line.counts.map { ($0.feature, Float($0.count) * idf[$0.feature]) }.unit }
        var sums = [[Int: Float]](repeating: [:], count: owners)
        for (line, vector) in zip(self.lines, lines) {
            for owner in owner(line) {
                for (feature, weight) in vector { sums[owner][feature, default: 0] += weight }
            }
        }
        // In the order of the features: sums of floating-point numbers depend on the order.
        let means = sums.map { sum in
            sum.sorted { $0.key < $1.key }.map { ($0.key, $0.value.squareRoot()) }.unit
        }
        return (lines, means)
    }
}

extension AskIndexBuilder.Vector {
    /// The same direction with length 1.
    fileprivate var unit: Self {
        let length = reduce(Float(0)) { $0 + $1.weight * $1.weight }.squareRoot()
        return length > 0 ? map { ($0.feature, $0.weight / length) } : self
    }
}
