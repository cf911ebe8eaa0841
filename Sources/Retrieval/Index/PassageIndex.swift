/// Passages made searchable: an immutable value, so searches go on undisturbed while the next version is made.
///
/// It is a list of parts; a change adds a small part, and parts of similar size are joined, so that adding few passages to
/// many costs little. Statistics are those of all living passages: results do not depend on the history of an index.
package struct PassageIndex: Sendable {
    package typealias Configuration = IndexConfiguration

    package let configuration: Configuration
    /// What the built-in embedder learned, where the index has its vectors.
    package private(set) var hashedEmbedder: HashedEmbedder?
    /// The statistics it learned that from.
    private(set) var learnedStatistics: GramStatistics?
    /// Grams of all living passages.
    private(set) var gramStatistics = GramStatistics()
    private(set) var parts: [IndexPart]
    /// For each part the norms of its passages in each view.
    private(set) var pairNorms: [[Float]] = []
    private(set) var wordNorms: [[Float]] = []
    /// How many passages can be found.
    package private(set) var count = 0

    /// An index of `passages`.
    /// - Parameter vectors: one for each passage, or empty.
    package init(_ passages: [Passage] = [], vectors: [[Float]] = [], configuration: Configuration = Configuration()) {
        self.init(parts: [], configuration: configuration)
        update(adding: passages, vectors: vectors)
    }

    init(
        parts: [IndexPart],
        configuration: Configuration,
        gramStatistics: GramStatistics = GramStatistics(),
        learnedStatistics: GramStatistics? = nil
    ) {
        self.parts = parts
        self.configuration = configuration
        self.gramStatistics = gramStatistics
        if let learnedStatistics { learn(learnedStatistics) }
        refreshStatistics()
    }

    /// Adds passages, in the place of those of the same id, and removes the passages `removing`.
    ///
    /// The built-in embedder learns when the index first has passages and again whenever it has twice as many.
    /// - Parameter vectors: one for each passage, or empty; the vectors of the built-in embedder are made here.
    package mutating func update(adding passages: [Passage], vectors: [[Float]] = [], removing: [String] = []) {
        var counts = GramCounts()
        for id in removing { remove(id, &counts) }
        for passage in passages { remove(passage.id, &counts) }
        append(passages, vectors: vectors)
        compact()
        refreshStatistics()
    }

    /// The passage `id`, if it is there.
    package func passage(_ id: String) -> Passage? {
        for part in parts {
            if let place = part.place(of: id) { return part.segment.passages[place] }
        }
        return nil
    }

    /// All passages that can be found.
    package var passages: [Passage] {
        parts.flatMap { part in
            part.segment.passages.indices.filter(part.isLive).map { part.segment.passages[$0] }
        }
    }

    private mutating func remove(_ id: String, _ counts: inout GramCounts) {
        for index in parts.indices {
            guard let place = parts[index].place(of: id) else { continue }
            var analyzer = TextAnalyzer(wantsGrams: true)
            parts[index].remove(place, weights: configuration.weights, analyzer: &analyzer)
            counts.count(analyzer.grams)
            gramStatistics.remove(counts)
        }
    }

    private mutating func append(_ passages: [Passage], vectors: [[Float]]) {
        var last: [String: Int] = [:]
        for (index, passage) in passages.enumerated() { last[passage.id] = index }
        var builder = SegmentBuilder(configuration)
        for (index, passage) in passages.enumerated() where last[passage.id] == index {
            if builder.isFull {
                finish(builder)
                builder = SegmentBuilder(configuration)
            }
            builder.add(passage, vector: index < vectors.count ? vectors[index] : nil, statistics: &gramStatistics)
        }
        if !builder.isEmpty { finish(builder) }
    }

    private mutating func finish(_ builder: consuming SegmentBuilder) {
        if case .builtIn = configuration.vectors,
            gramStatistics.passages > 2 * (learnedStatistics?.passages ?? 0)
        {
            learn(gramStatistics)
            for index in parts.indices {
                parts[index].replaceVectors(builtInVectors(of: parts[index].segment.passages))
            }
        }
        parts.append(IndexPart(builder.segment(hashedEmbedder)))
    }

    private mutating func learn(_ statistics: GramStatistics) {
        learnedStatistics = statistics
        hashedEmbedder = HashedEmbedder(statistics, dimensions: configuration.dimensions)
    }

    private func builtInVectors(of passages: [Passage]) -> VectorColumns {
        var lists = GramLists()
        var counts = GramCounts()
        var analyzer = TextAnalyzer(wantsGrams: true)
        for passage in passages {
            analyzer.removeAll()
            for (text, _) in configuration.weights.fields(of: passage) { analyzer.append(text) }
            counts.count(analyzer.grams)
            lists.append(counts)
        }
        return hashedEmbedder.map(lists.vectors) ?? VectorColumns(dimensions: configuration.dimensions)
    }

    /// Joins parts until each is more than twice as large as the one behind it, and rewrites those that are mostly removed.
    private mutating func compact() {
        for index in parts.indices where parts[index].liveCount * 2 < parts[index].segment.passages.count {
            parts[index] = IndexPart(SegmentMerger([parts[index]]).segment())
        }
        parts.removeAll { $0.liveCount == 0 }
        while parts.count > 1 {
            let (first, second) = (parts[parts.count - 2], parts[parts.count - 1])
            let isSmall = first.liveCount + second.liveCount <= IndexSegment.capacity
            guard isSmall, first.liveCount <= second.liveCount * 2 else { break }
            parts.removeLast(2)
            parts.append(IndexPart(SegmentMerger([first, second]).segment()))
        }
    }

    private mutating func refreshStatistics() {
        count = parts.reduce(0) { $0 + $1.liveCount }
        let pairAverage = average(parts.reduce(0) { $0 + $1.pairTotal })
        let wordAverage = average(parts.reduce(0) { $0 + $1.wordTotal })
        pairNorms = parts.map { configuration.bm25.norms($0.segment.pairLengths, average: pairAverage) }
        wordNorms = parts.map { configuration.bm25.norms($0.segment.wordLengths, average: wordAverage) }
    }

    private func average(_ total: Int) -> Float {
        count > 0 ? Float(Double(total) / Double(count)) : 0
    }
}
