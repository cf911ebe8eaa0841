import Core

extension EvaluationSet {
    /// Loads the set in `folder`.
    ///
    /// - Parameter read: the bytes of a file, unpacked where its name ends in `.gz`; nil when there is no such file.
    package static func load(folder: String, read: (String) throws -> [UInt8]?) throws -> EvaluationSet {
        func lines(_ name: String) throws -> EvaluationLines {
            for file in [name, name + ".gz"] {
                if let bytes = try read("\(folder)/\(file)") { return EvaluationLines(file: name, bytes: bytes) }
            }
            throw EvaluationSetError(name, "is missing in \(folder)")
        }
        let passages = try lines("corpus.jsonl").map(passage)
        let judgements = try judgements(lines("qrels.tsv"), passages: Set(passages.map(\.id)))
        var questions = try lines("queries.jsonl").map { reader, _ in try question(&reader) }
        for index in questions.indices { questions[index].judgements = judgements[questions[index].id] ?? [:] }
        questions.removeAll { question in !question.judgements.values.contains { $0 > 0 } }
        guard !questions.isEmpty else { throw EvaluationSetError("qrels.tsv", "judges no question of queries.jsonl") }
        return EvaluationSet(passages: passages, questions: questions)
    }

    private static func passage(_ reader: inout JSONReader, _ line: Int) throws -> Passage {
        var passage = Passage(id: "", documentID: "", text: "")
        try reader.beginObject()
        while let key = try reader.nextKeyText() {
            guard try reader.peek() == .string else {
                try reader.skipValue()
                continue
            }
            let value = try reader.readString()
            switch key {
            case "id", "_id": passage.id = value
            case "document", "document_id": passage.documentID = value
            case "title": passage.title = value
            case "heading": passage.heading = value
            case "text": passage.text = value
            case "keywords": passage.keywords = value
            case "language": passage.language = value
            case "kind": passage.kind = value
            default: break
            }
        }
        guard !passage.id.isEmpty else { throw EvaluationSetError("corpus.jsonl", line: line, "has no id") }
        if passage.documentID.isEmpty { passage.documentID = passage.id }
        return passage
    }

    private static func question(_ reader: inout JSONReader) throws -> Question {
        var question = Question(id: "", text: "", judgements: [:])
        try reader.beginObject()
        while let key = try reader.nextKeyText() {
            switch (key, try reader.peek()) {
            case ("id", .string), ("_id", .string): question.id = try reader.readString()
            case ("text", .string): question.text = try reader.readString()
            default: try reader.skipValue()
            }
        }
        return question
    }

    private static func judgements(_ lines: EvaluationLines, passages: Set<String>) throws -> [String: [String: Int]] {
        var judgements: [String: [String: Int]] = [:]
        for (line, text) in lines.texts() {
            let fields = text.split(separator: "\t", omittingEmptySubsequences: false).map { $0.trimmingASCIISpaces() }
            guard fields.count >= 3, let worth = Int(fields[fields.count - 1]) else {
                if line == 1 { continue }
                throw EvaluationSetError(lines.file, line: line, "is not question, passage, score")
            }
            let passage = fields[fields.count - 2]
            guard passages.contains(passage) else {
                throw EvaluationSetError(lines.file, line: line, "names a passage that corpus.jsonl lacks")
            }
            judgements[fields[0], default: [:]][passage] = worth
        }
        return judgements
    }
}

/// The lines of one file of an evaluation set.
private struct EvaluationLines {
    let file: String
    let bytes: [UInt8]

    /// Each line that is not blank, with its number.
    func texts() -> [(line: Int, text: String)] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated().compactMap {
            let text = String(decoding: $0.element, as: UTF8.self).trimmingASCIISpaces()
            return text.isEmpty ? nil : ($0.offset + 1, text)
        }
    }

    /// Reads each line as a JSON value.
    func map<Value>(_ read: (inout JSONReader, Int) throws -> Value) throws -> [Value] {
        try texts().map { line, text in
            var reader = JSONReader(Array(text.utf8))
            do {
                return try read(&reader, line)
            } catch let error as JSONError {
                throw EvaluationSetError(file, line: line, error.description)
            }
        }
    }
}

extension Substring {
    fileprivate func trimmingASCIISpaces() -> String { String(self).trimmingASCIISpaces() }
}
