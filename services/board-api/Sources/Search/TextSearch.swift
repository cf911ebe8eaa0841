import Core
import ServiceKit

/// A text that is found by its words.
protocol SearchedText: Sendable {
    var id: Int64 { get }
    var searchedWords: [[Unicode.Scalar]] { get }
}

/// Finds the newest texts that hold every word of a question, however short the words are.
///
/// The index of pairs names candidates, from the rarest pair on and newest first; the text of each decides. A question has a
/// budget of candidates: a page may end early and its cursor goes on from there.
struct TextSearch: Sendable {
    private let frequencies = PairFrequencies()
    /// Different words of a question, and its characters.
    private static let wordLimit = 8
    private static let lengthLimit = 200
    /// Pairs of a question that are looked at.
    private static let pairLimit = 16
    private static let candidateBudget = 20_000
    private static let largestStep = 2_048
    /// Candidates whose texts are read at a time: many enough for a page, few enough for a statement that is kept.
    static let chunk = 32

    /// A page of texts, and below which id the next one begins; nil when there are no more.
    struct Page<Text: SearchedText>: Sendable {
        var texts: [Text] = []
        var nextBelow: Int64?
    }

    /// The different words of `text`, without the punctuation around them; throws 400 when none has two characters, or
    /// there are too many.
    static func words(_ text: String) throws(Problem) -> [[Unicode.Scalar]] {
        guard text.unicodeScalars.count <= lengthLimit else {
            throw .invalid("q", "may have at most \(lengthLimit) characters")
        }
        var words: [[Unicode.Scalar]] = []
        for word in SearchText.words(text).map(SearchText.withoutMarks) where !word.isEmpty && !words.contains(word) {
            words.append(word)
        }
        guard words.count <= wordLimit else { throw .invalid("q", "may have at most \(wordLimit) different words") }
        guard words.contains(where: { $0.count >= 2 }) else {
            throw .invalid("q", "needs a word of two characters or more")
        }
        return words
    }

    /// Texts below the id `cursor`. `find` reads those of some ids that may be shown, newest first.
    func page<Text>(
        _ words: [[Unicode.Scalar]],
        below cursor: Int64,
        limit: Int,
        now: Timestamp,
        in index: any WordRepository,
        find: ([Int64]) throws -> [Text]
    ) throws -> Page<Text> {
        let all = Array(SearchText.pairs(words).prefix(Self.pairLimit))
        let pairs = try frequencies.sorted(all, now: now, in: index)
        guard let rarest = pairs.first else { return Page() }
        let others = Array(pairs.dropFirst())
        var page = Page<Text>()
        var below = cursor
        var step = others.isEmpty ? limit * 2 : 128
        var seen = 0
        while seen < Self.candidateBudget {
            let candidates = try index.candidates(rarest, others: others, below: below, limit: step)
            seen += candidates.count
            let ids = candidates.filter(\.holdsOthers).map(\.textID)
            if try Self.collect(ids, words, limit, into: &page, find) { return page }
            guard candidates.count == step, let last = candidates.last else { return page }
            below = last.textID
            step = min(step * 4, Self.largestStep)
        }
        page.nextBelow = below
        return page
    }

    /// Adds what of `ids` matches; true when the page is full.
    private static func collect<Text>(
        _ ids: [Int64],
        _ words: [[Unicode.Scalar]],
        _ limit: Int,
        into page: inout Page<Text>,
        _ find: ([Int64]) throws -> [Text]
    ) throws -> Bool {
        for start in stride(from: 0, to: ids.count, by: chunk) {
            for text in try find(Array(ids[start..<min(start + chunk, ids.count)])) {
                guard SearchText.contains(text.searchedWords, all: words) else { continue }
                if page.texts.count == limit {
                    page.nextBelow = page.texts.last?.id
                    return true
                }
                page.texts.append(text)
            }
        }
        return false
    }
}
