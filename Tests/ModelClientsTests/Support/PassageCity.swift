import Core
import Retrieval

/// Passages with vectors made by chance, and the exact search to compare with.
struct PassageCity {
    let passages: [Passage]
    let vectors: [[Float]]
    let queries: [[Float]]

    init(count: Int, dimensions: Int, seed: UInt64) {
        var generator = SplitMix(state: seed)
        let kinds = ["guide", "fare", "rule", "post"]
        let districts = ["마포구", "영등포구", "강남구", "", nil, nil]
        let dates = ["2024-02-29", "2024-11-20", "2025-01-01", "2023-12-31", "someday", nil]
        passages = (0..<count).map { index in
            Passage(
                id: "글 \(index / 3)#\(index % 3)",
                documentID: "글 \(index / 3)",
                text: "글",
                language: generator.pick(["ko", "en"]),
                kind: generator.pick(kinds),
                district: generator.pick(districts),
                date: generator.pick(dates)
            )
        }
        vectors = (0..<count).map { _ in generator.unitVector(dimensions) }
        queries = (0..<6).map { _ in generator.unitVector(dimensions) }
    }

    static let filters = [
        PassageFilter(), PassageFilter(kinds: ["guide"]), PassageFilter(kinds: ["guide", "post"], languages: ["en"]),
        PassageFilter(districts: ["마포구"]), PassageFilter(districts: ["마포구", "강남구"]),
        PassageFilter(districts: ["없는구"]), PassageFilter(districts: [""]), PassageFilter(since: "2024-11-20"),
        PassageFilter(until: "2024-02-29"),
        PassageFilter(since: "2024-02-29", until: "2024-11-20"), PassageFilter(kinds: ["nothing"]),
        PassageFilter(
            kinds: ["fare"],
            languages: ["ko"],
            districts: ["영등포구"],
            since: "2024-01-01",
            until: "2026-01-01"
        ),
    ]

    /// Compares with every vector.
    func nearest(to query: [Float], filter: PassageFilter, limit: Int) -> [ScoredID] {
        let hits = zip(passages, vectors).filter { isFound($0.0, filter) }.map { passage, vector in
            ScoredID(passage.id, zip(query, vector).reduce(0) { $0 + $1.0 * $1.1 })
        }
        return Array(hits.sorted { $0.score > $1.score }.prefix(limit))
    }

    /// What the filter says, but for dates that are none: no filter by date lets those through in Qdrant.
    private func isFound(_ passage: Passage, _ filter: PassageFilter) -> Bool {
        if passage.date == "someday", filter.since != nil || filter.until != nil { return false }
        return filter.allows(passage)
    }
}

/// Numbers by chance that are the same every time.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int(next() % UInt64(values.count))]
    }

    mutating func unitVector(_ dimensions: Int) -> [Float] {
        let numbers = (0..<dimensions).map { _ in Float(next() >> 40) / 8_388_608 - 1 }
        let length = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return numbers.map { $0 / length }
    }
}
