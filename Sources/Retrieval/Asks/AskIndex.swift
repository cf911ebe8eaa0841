/// Where riders' questions lie: each passage's keywords are lines, most of them whole questions that it answers.
///
/// A passage is represented by the mean of its questions (Rocchio, 1971), of which the root is taken, so that what few of them
/// say counts more beside what all of them say. It takes no training, and the mean of twenty questions knows more words for a
/// matter than the nearest of them.
package struct AskIndex: Sendable {
    /// Kind of a passage whose questions are known to have no answer.
    package static let declinedKind = "declined"
    /// Kind of a passage whose questions are not for passages to answer; its heading names what they are for.
    package static let routeKind = "route"
    /// Kinds whose passages are examples and never found.
    package static let exampleKinds: Set<String> = [declinedKind, routeKind]

    /// Passages with questions.
    package let passages: [Passage]
    private let numbers: TermTable
    private let idf: [Float]
    /// idf of what no question has.
    private let most: Float
    private let means: FeatureLists
    /// Of the questions declined, one by one.
    private let declined: FeatureLists
    /// Number of the passage of each of them.
    private let declinedPassages: [Int]
    private let contents: FeatureLists

    /// Languages, each with its questions as a whole: those answered, those declined.
    private let languages: [String]

    /// An index of the lines of `passages`.
    package init(_ passages: [Passage]) {
        self.passages = passages
        var builder = AskIndexBuilder()
        for passage in passages { builder.add(passage) }
        numbers = builder.numbers
        (idf, most) = builder.weights
        let languages = Set(passages.map(\.language)).sorted()
        self.languages = languages
        let owners = passages.count + 2 * languages.count
        let vectors = builder.vectors(idf, owners: owners) { line in
            guard line.role != .routed else { return [line.passage] }
            let language = languages.firstIndex(of: passages[line.passage].language) ?? 0
            return [line.passage, passages.count + 2 * language + (line.role == .declined ? 1 : 0)]
        }
        let isDeclined = builder.lines.map { $0.role == .declined }
        declined = FeatureLists(zip(vectors.lines, isDeclined).compactMap { $1 ? $0 : nil }, features: idf.count)
        declinedPassages = zip(builder.lines, isDeclined).compactMap { $1 ? $0.passage : nil }
        means = FeatureLists(vectors.means, features: idf.count)
        contents = FeatureLists(builder.contents, features: idf.count)
    }

    /// How `question` lies among the questions known; only passages that pass `filter` count.
    package func match(_ question: String, filter: PassageFilter) -> AskMatch {
        let asked = AskedVector(question, self)
        let likeness = scores(asked, means, passages.count + 2 * languages.count)
        var match = AskMatch(likeness: Array(likeness.prefix(passages.count)), shared: asked.shared)
        var language = filter
        language.kinds = []
        let isOpen = passages.map { passage in
            Self.exampleKinds.contains(passage.kind) ? language.allows(passage) : filter.allows(passage)
        }
        for (number, passage) in passages.enumerated() {
            let role = AskRole(of: passage)
            guard !isOpen[number] || role != .answered else { continue }
            if isOpen[number], role == .declined { match.besideGroup = max(match.besideGroup, likeness[number]) }
            if isOpen[number], role == .routed { match.routes[passage.heading, default: 0].formMax(likeness[number]) }
            (match.likeness[number], match.shared[number]) = (0, 0)
        }
        for (number, language) in languages.enumerated()
        where filter.languages.isEmpty || filter.languages.contains(language) {
            match.subject = max(match.subject, likeness[passages.count + 2 * number])
            match.beside = max(match.beside, likeness[passages.count + 2 * number + 1])
        }
        for (passage, cosine) in zip(declinedPassages, scores(asked, declined, declinedPassages.count))
        where isOpen[passage] {
            match.declined = max(match.declined, cosine)
        }
        return match
    }

    /// The cosine of a question to each owner of `lists`.
    private func scores(_ asked: AskedVector, _ lists: FeatureLists, _ owners: Int) -> [Float] {
        var scores = [Float](repeating: 0, count: owners)
        for (feature, weight) in asked.vector { lists.accumulate(feature, weight: weight, into: &scores) }
        return scores
    }

    /// A question in the index's features.
    private struct AskedVector {
        /// Of length 1 together with what the index does not know.
        var vector: [(feature: Int, weight: Float)] = []
        /// How much of its words and pairs each passage has, 0…1.
        var shared: [Float]

        init(_ question: String, _ index: AskIndex) {
            var analyzer = TextAnalyzer(wantsGrams: true)
            let asked = AskFeatures(question, &analyzer)
            shared = [Float](repeating: 0, count: index.passages.count)
            var (squares, terms): (Float, Float) = (0, 0)
            for (place, feature) in asked.features.enumerated() {
                let number = index.numbers.existingNumber(of: feature)
                let says = number.map { index.idf[$0] } ?? index.most
                let weight = Float(asked.counts[place]) * says
                squares += weight * weight
                if place < asked.firstGram { terms += says }
                guard let number else { continue }
                vector.append((number, weight))
                if place < asked.firstGram { index.contents.accumulate(number, weight: says, into: &shared) }
            }
            let length = squares.squareRoot()
            if length > 0 { vector = vector.map { ($0.feature, $0.weight / length) } }
            if terms > 0 { shared = shared.map { $0 / terms } }
        }
    }
}

extension Float {
    fileprivate mutating func formMax(_ other: Float) { self = max(self, other) }
}
