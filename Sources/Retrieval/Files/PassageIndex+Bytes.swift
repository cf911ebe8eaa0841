extension PassageIndex {
    /// The index as a file: it loads much faster than it is made.
    package var bytes: [UInt8] {
        var writer = IndexFileWriter(reserving: SavedIndexSeal.length)
        writer.write(configuration)
        writer.write(gramStatistics)
        writer.write(learnedStatistics == nil ? 0 : 1)
        if let learnedStatistics { writer.write(learnedStatistics) }
        writer.write(parts.count)
        for part in parts {
            writer.write(part.hasRemoved ? SegmentMerger([part]).segment() : part.segment)
        }
        return SavedIndexSeal.sealed(writer.bytes)
    }

    /// Loads an index saved as ``bytes``.
    package init(bytes: [UInt8]) throws(IndexFileError) {
        try SavedIndexSeal.check(bytes)
        var reader = IndexFileReader(bytes, from: SavedIndexSeal.length)
        let configuration = try reader.readConfiguration()
        let grams = try reader.readStatistics()
        let hasLearned = try reader.readInt(0...1, "a flag is neither 0 nor 1") == 1
        let learned = hasLearned ? try reader.readStatistics() : nil
        var parts: [IndexPart] = []
        var ids: Set<String> = []
        for _ in 0..<(try reader.readInt(0...1 << 16, "too many parts")) {
            let segment = try reader.readSegment(dimensions: configuration.dimensions)
            for passage in segment.passages {
                guard ids.insert(passage.id).inserted else {
                    throw IndexFileError("two passages of one id", at: reader.position)
                }
            }
            parts.append(IndexPart(segment))
        }
        try reader.expectEnd()
        guard grams.passages == ids.count else { throw IndexFileError("the statistics are of other passages") }
        self.init(parts: parts, configuration: configuration, gramStatistics: grams, learnedStatistics: learned)
    }
}

extension IndexFileWriter {
    fileprivate mutating func write(_ configuration: IndexConfiguration) {
        write([configuration.weights.title, configuration.weights.heading, configuration.weights.keywords])
        write(configuration.bm25.k1)
        write(configuration.bm25.b)
        switch configuration.vectors {
        case .none: write(0)
        case .builtIn: write(1)
        case .given(let embedder, _):
            write(2)
            write(embedder)
        }
        write(configuration.dimensions)
    }

    fileprivate mutating func write(_ statistics: GramStatistics) {
        write(statistics.holders)
        write(statistics.passages)
        write(statistics.total)
    }
}

extension IndexFileReader {
    fileprivate mutating func readConfiguration() throws(IndexFileError) -> IndexConfiguration {
        let weights: [UInt8] = try readColumn(count: 3)
        let k1 = try readFloat(0.01...100, "k1 is out of range")
        let b = try readFloat(0...0.99, "b is out of range")
        let source = try readInt(0...2, "an unknown source of vectors")
        let embedder = source == 2 ? try readText() : ""
        let dimensions = try readInt(0...8_192, "too many dimensions")
        guard (source == 0) == (dimensions == 0) else { throw IndexFileError("vectors without numbers", at: position) }
        return IndexConfiguration(
            weights: FieldWeights(title: weights[0], heading: weights[1], keywords: weights[2]),
            bm25: BM25(k1: k1, b: b),
            vectors: source == 0
                ? .none
                : source == 1 ? .builtIn(dimensions: dimensions) : .given(embedder: embedder, dimensions: dimensions)
        )
    }

    fileprivate mutating func readStatistics() throws(IndexFileError) -> GramStatistics {
        let holders: [UInt32] = try readColumn(count: JamoGrams.count)
        let passages = try readInt(0...1 << 40, "a count is out of range")
        let total = try readInt(0...1 << 50, "a count is out of range")
        return GramStatistics(holders: holders, passages: passages, total: total)
    }
}
