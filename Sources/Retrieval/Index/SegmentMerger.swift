/// Makes one segment of the living passages of two parts, without analysing their texts again.
struct SegmentMerger {
    private let parts: [IndexPart]
    /// For each part the new places of its passages; nil: removed.
    private var newPlaces: [[UInt16?]] = []
    private var postings = PostingColumns()

    /// - Parameter parts: together within the capacity of a segment.
    init(_ parts: [IndexPart]) {
        self.parts = parts
        var next = 0
        for part in parts {
            newPlaces.append(
                part.segment.passages.indices.map { place in
                    guard part.isLive(place) else { return nil }
                    next += 1
                    return UInt16(truncatingIfNeeded: next - 1)
                }
            )
        }
    }

    consuming func segment() -> IndexSegment {
        mergePostings()
        return IndexSegment(
            passages: living(\.passages),
            postings: postings,
            pairLengths: living(\.pairLengths),
            wordLengths: living(\.wordLengths),
            vectors: mergedVectors()
        )
    }

    private func living<Element>(_ column: KeyPath<IndexSegment, [Element]>) -> [Element] {
        parts.flatMap { part in
            let column = part.segment[keyPath: column]
            return part.hasRemoved ? column.indices.filter(part.isLive).map { column[$0] } : column
        }
    }

    private mutating func mergePostings() {
        var cursors = parts.map { _ in 0 }
        while let term = zip(parts, cursors).compactMap({ part, cursor in
            cursor < part.segment.postings.terms.count ? part.segment.postings.terms[cursor] : nil
        }).min() {
            let before = postings.documents.count
            for index in parts.indices {
                let columns = parts[index].segment.postings
                guard cursors[index] < columns.terms.count, columns.terms[cursors[index]] == term else { continue }
                append(columns, term: cursors[index], places: newPlaces[index])
                cursors[index] += 1
            }
            guard postings.documents.count > before else { continue }
            postings.terms.append(term)
            postings.offsets.append(UInt32(truncatingIfNeeded: postings.documents.count))
        }
    }

    private mutating func append(_ columns: PostingColumns, term: Int, places: [UInt16?]) {
        for index in Int(columns.offsets[term])..<Int(columns.offsets[term + 1]) {
            guard let place = places[Int(columns.documents[index])] else { continue }
            postings.documents.append(place)
            postings.frequencies.append(columns.frequencies[index])
        }
    }

    private func mergedVectors() -> VectorColumns? {
        guard let dimensions = parts.lazy.compactMap(\.segment.vectors).first?.dimensions else { return nil }
        var vectors = VectorColumns(dimensions: dimensions)
        for part in parts {
            for place in part.segment.passages.indices where part.isLive(place) {
                vectors.append(part.segment.vectors?.vector(at: place))
            }
        }
        return vectors
    }
}
