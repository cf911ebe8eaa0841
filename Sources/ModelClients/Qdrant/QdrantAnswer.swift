import Core
import Retrieval

/// Readers of Qdrant's answers, each `{"result":…,"status":"ok","time":…}`.
enum QdrantAnswer {
    /// Reads `result` with `read` and skips the rest.
    static func result<Value>(
        _ reader: inout JSONReader,
        _ read: (inout JSONReader) throws -> Value
    ) throws -> Value {
        var result: Value?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key == JSONKey("result") { result = try read(&reader) } else { try reader.skipValue() }
        }
        guard let result else { throw AnswerMismatch("it has no result") }
        return result
    }

    /// `{"result":{"exists":true}}`
    static func exists(_ reader: inout JSONReader) throws -> Bool {
        try result(&reader) { reader in
            try member("exists", of: &reader) { reader in try reader.readBool() }
        }
    }

    /// `{"result":{"count":12}}`
    static func count(_ reader: inout JSONReader) throws -> Int {
        try result(&reader) { reader in
            try member("count", of: &reader) { reader in try reader.readInt() }
        }
    }

    /// A change that was carried out, not only taken down.
    static func change(_ reader: inout JSONReader) throws {
        let status = try result(&reader) { reader in
            try member("status", of: &reader) { reader in try reader.readString() }
        }
        guard status == "completed" else { throw AnswerMismatch("the change was \(ProviderAnswer.printable(status))") }
    }

    /// One list of hits for each of `count` searches.
    static func hits(_ reader: inout JSONReader, count: Int) throws -> [[ScoredID]] {
        let lists = try result(&reader) { reader in
            var lists: [[ScoredID]] = []
            try reader.beginArray()
            while try reader.nextElement() {
                lists.append(try member("points", of: &reader, read: readPoints))
            }
            return lists
        }
        guard lists.count == count else { throw AnswerMismatch("\(lists.count) lists for \(count) searches") }
        return lists
    }

    private static func readPoints(_ reader: inout JSONReader) throws -> [ScoredID] {
        var hits: [ScoredID] = []
        try reader.beginArray()
        while try reader.nextElement() {
            var id: String?
            var score: Float?
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case JSONKey("score"): score = Float(try reader.readDouble())
                case JSONKey("payload"):
                    id = try member(QdrantPoint.idField, of: &reader) { reader in try reader.readString() }
                default: try reader.skipValue()
                }
            }
            guard let id, let score else { throw AnswerMismatch("a hit without passage id or score") }
            hits.append(ScoredID(id, score))
        }
        return hits
    }

    private static func member<Value>(
        _ name: String,
        of reader: inout JSONReader,
        read: (inout JSONReader) throws -> Value
    ) throws -> Value {
        var value: Value?
        let wanted = JSONKey(name)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key == wanted { value = try read(&reader) } else { try reader.skipValue() }
        }
        guard let value else { throw AnswerMismatch("\(name) is missing") }
        return value
    }
}
