import Retrieval

/// Makes as many passages as a measurement needs out of the sentences of a small set: each is five of them.
struct PassageMixer {
    private let titles: [String]
    private let sentences: [String]
    private var state: UInt64 = 7

    init(_ passages: [Passage]) {
        titles = passages.map(\.title)
        sentences = passages.flatMap { SentenceSplitter.sentences(of: $0.text).map(String.init) }
    }

    mutating func passages(_ count: Int) -> [Passage] {
        (0..<count).map { number in
            Passage(
                id: "p\(number)",
                documentID: "d\(number / 4)",
                title: titles[below(titles.count)],
                text: (0..<5).map { _ in sentences[below(sentences.count)] }.joined(separator: " ")
            )
        }
    }

    /// A vector of length about one.
    mutating func vector(_ dimensions: Int) -> [Float] {
        let raw = (0..<dimensions).map { _ in Float(below(2001) + below(2001) - 2000) }
        let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return raw.map { $0 / max(length, 1) }
    }

    /// A number below `limit` (Knuth's linear congruential generator).
    private mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(max(1, limit)))
    }
}
