extension IndexFileWriter {
    mutating func write(_ segment: IndexSegment) {
        let passages = segment.passages
        write(passages.count)
        write(passages.map { $0.id })
        write(passages.map { $0.documentID })
        write(passages.map { $0.title })
        write(passages.map { $0.heading })
        write(passages.map { $0.text })
        write(passages.map { $0.keywords })
        write(passages.map { $0.language })
        write(passages.map { $0.kind })
        write(passages.map { $0.district })
        write(passages.map { $0.date })
        write(passages.map { $0.source })
        write(passages.map { $0.sourceURL })
        write(segment.postings.terms)
        write(segment.postings.offsets)
        write(segment.postings.documents)
        write(segment.postings.frequencies)
        write(segment.pairLengths)
        write(segment.wordLengths)
        write(segment.vectors == nil ? 0 : 1)
        if let vectors = segment.vectors { write(vectors.values) }
    }
}

extension IndexFileReader {
    mutating func readSegment(dimensions: Int) throws(IndexFileError) -> IndexSegment {
        let passages = try readPassages()
        let postings = try readPostings(documents: passages.count)
        let pairLengths: [UInt32] = try readColumn(count: passages.count)
        let wordLengths: [UInt32] = try readColumn(count: passages.count)
        var vectors: VectorColumns?
        if try readInt(0...1, "a flag is neither 0 nor 1") == 1 {
            guard dimensions > 0 else { throw IndexFileError("vectors in an index without", at: position) }
            let values: [Float] = try readColumn(count: passages.count * dimensions)
            vectors = VectorColumns(dimensions: dimensions, values: values)
            guard vectors != nil else { throw IndexFileError("a vector is not of numbers", at: position) }
        }
        return IndexSegment(
            passages: passages,
            postings: postings,
            pairLengths: pairLengths,
            wordLengths: wordLengths,
            vectors: vectors
        )
    }

    private mutating func readPassages() throws(IndexFileError) -> [Passage] {
        let count = try readInt(1...IndexSegment.capacity, "a part has too many passages")
        let ids = try readTexts(count: count)
        var passages = ids.map { Passage(id: $0 ?? "", documentID: "", text: "") }
        try read(\.documentID, of: &passages)
        try read(\.title, of: &passages)
        try read(\.heading, of: &passages)
        try read(\.text, of: &passages)
        try read(\.keywords, of: &passages)
        try read(\.language, of: &passages)
        try read(\.kind, of: &passages)
        try read(\.district, of: &passages)
        try read(\.date, of: &passages)
        try read(\.source, of: &passages)
        try read(\.sourceURL, of: &passages)
        return passages
    }

    private mutating func read(_ field: WritableKeyPath<Passage, String>, of passages: inout [Passage])
        throws(IndexFileError)
    {
        for (index, text) in try readTexts(count: passages.count).enumerated() {
            if let text { passages[index][keyPath: field] = text }
        }
    }

    private mutating func read(_ field: WritableKeyPath<Passage, String?>, of passages: inout [Passage])
        throws(IndexFileError)
    {
        for (index, text) in try readTexts(count: passages.count).enumerated() {
            passages[index][keyPath: field] = text
        }
    }

    private mutating func readPostings(documents: Int) throws(IndexFileError) -> PostingColumns {
        var postings = PostingColumns()
        postings.terms = try readColumn()
        postings.offsets = try readColumn(count: postings.terms.count + 1)
        postings.documents = try readColumn()
        postings.frequencies = try readColumn(count: postings.documents.count)
        guard postings.areOrdered(documents: documents) else {
            throw IndexFileError("postings are out of order", at: position)
        }
        return postings
    }
}

extension PostingColumns {
    /// Whether terms ascend, offsets end with the postings, and the passages of each term ascend and exist.
    fileprivate func areOrdered(documents count: Int) -> Bool {
        let terms = terms.span
        let offsets = offsets.span
        let documents = documents.span
        guard offsets[0] == 0, Int(offsets[offsets.count - 1]) == documents.count else { return false }
        for index in terms.indices {
            if index > 0, terms[index] <= terms[index - 1] { return false }
            let (start, end) = (Int(offsets[index]), Int(offsets[index + 1]))
            guard start < end, end <= documents.count else { return false }
            var previous = -1
            for posting in start..<end {
                let document = Int(documents[posting])
                guard document > previous, document < count else { return false }
                previous = document
            }
        }
        return true
    }
}
