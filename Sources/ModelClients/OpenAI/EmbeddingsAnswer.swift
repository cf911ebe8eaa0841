import Core

/// The answer of `/v1/embeddings`.
enum EmbeddingsAnswer {
    /// `count` vectors of one size and of length one, in the order of the texts.
    static func read(_ reader: inout JSONReader, count: Int) throws -> [[Float]] {
        var vectors = [[Float]?](repeating: nil, count: count)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard key == dataKey else {
                try reader.skipValue()
                continue
            }
            try reader.beginArray()
            while try reader.nextElement() {
                let (index, vector) = try readItem(&reader)
                guard vectors.indices.contains(index), vectors[index] == nil else {
                    throw AnswerMismatch("a vector for a text that was not sent, or two for one")
                }
                vectors[index] = vector
            }
        }
        let complete = vectors.compactMap { $0 }
        guard complete.count == count else {
            throw AnswerMismatch("\(complete.count) vectors for \(count) texts")
        }
        guard complete.allSatisfy({ $0.count == complete[0].count }) else {
            throw AnswerMismatch("vectors of different sizes")
        }
        return try complete.map(normalised)
    }

    private static func readItem(_ reader: inout JSONReader) throws -> (index: Int, vector: [Float]) {
        var index: Int?
        var vector: [Float] = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case indexKey: index = try reader.readInt()
            case embeddingKey:
                try reader.beginArray()
                while try reader.nextElement() { vector.append(Float(try reader.readDouble())) }
            default: try reader.skipValue()
            }
        }
        guard let index else { throw AnswerMismatch("a vector without index") }
        return (index, vector)
    }

    private static func normalised(_ vector: [Float]) throws -> [Float] {
        // In double precision: squares of large numbers would not fit a float.
        let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        guard length > 0, length.isFinite else { throw AnswerMismatch("a vector without direction") }
        return vector.map { Float(Double($0) / length) }
    }

    private static let dataKey = JSONKey("data")
    private static let indexKey = JSONKey("index")
    private static let embeddingKey = JSONKey("embedding")
}
