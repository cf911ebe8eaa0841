import Core

/// Scores as rerank servers send them: objects with an index and a score, best first.
enum RerankAnswer {
    /// Reads the array that comes next into the order of the `count` texts.
    static func readScores(_ reader: inout JSONReader, count: Int, scoreKey: JSONKey) throws -> [Float] {
        var scores = [Float?](repeating: nil, count: count)
        try reader.beginArray()
        while try reader.nextElement() {
            let (index, score) = try readScore(&reader, scoreKey: scoreKey)
            guard scores.indices.contains(index), scores[index] == nil else {
                throw AnswerMismatch("a score for a text that was not sent, or two for one")
            }
            scores[index] = score
        }
        let complete = scores.compactMap { $0 }
        guard complete.count == count else {
            throw AnswerMismatch("\(complete.count) scores for \(count) texts")
        }
        return complete
    }

    private static func readScore(
        _ reader: inout JSONReader,
        scoreKey: JSONKey
    ) throws -> (index: Int, score: Float) {
        var index: Int?
        var score: Float?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key == indexKey {
                index = try reader.readInt()
            } else if key == scoreKey {
                score = Float(try reader.readDouble())
            } else {
                try reader.skipValue()
            }
        }
        guard let index, let score, score.isFinite else { throw AnswerMismatch("a score or its index is missing") }
        return (index, score)
    }

    private static let indexKey = JSONKey("index")
}
