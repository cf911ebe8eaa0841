import Core
import Retrieval
import ServiceKit

/// The body of `POST /api/chat`, read strictly: unknown fields, wrong types and wrong values are all named.
struct ChatBody {
    private(set) var question = ""
    private(set) var conversationID: String?
    private(set) var language: AnswerLanguage?
    private(set) var debug = false
    private var filter: FilterFields
    private var problems = FieldProblems()

    static let byteLimit = 64 << 10

    /// Throws a 400 that lists everything wrong with the body.
    init(_ bytes: [UInt8], facts: PassageFacts) throws(Problem) {
        filter = FilterFields(facts: facts)
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .badRequest("The body is not UTF-8.") }
        do throws(JSONError) {
            try read(bytes)
        } catch {
            throw .badRequest("The body is not the JSON object it has to be: \(error).")
        }
        try problems.check("body")
    }

    var ask: ChatAsk {
        ChatAsk(question, conversationID: conversationID, filter: filter.filter, language: language)
    }

    private mutating func read(_ bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes)
        var hasQuestion = false
        try reader.beginObject()
        while let key = try reader.nextKeyText() {
            switch key {
            case "question":
                hasQuestion = true
                if let text = try string(key, &reader) {
                    question = text
                    problems.checkQuestion(text, field: key)
                }
            case "conversation_id":
                if let text = try string(key, &reader, orNull: true) { setConversation(text) }
            case "language":
                if let text = try string(key, &reader, orNull: true) {
                    language = AnswerLanguage(rawValue: text)
                    if language == nil { problems.add(key, "must be ko or en") }
                }
            case "debug":
                if try reader.peek() == .boolean {
                    debug = try reader.readBool()
                } else {
                    try wrongType(key, "true or false", &reader)
                }
            case "filter": try readFilter(&reader)
            default:
                problems.add(
                    String(key.prefix(40)),
                    "is no field of a question; there are question, conversation_id, filter, language and debug"
                )
                try reader.skipValue()
            }
        }
        try reader.expectEnd()
        if !hasQuestion { problems.add("question", "is required") }
    }

    private mutating func setConversation(_ text: String) {
        if ConversationID.isValid(text) {
            conversationID = text
        } else {
            problems.add("conversation_id", "must be the conversation_id of an earlier answer")
        }
    }

    private mutating func readFilter(_ reader: inout JSONReader) throws(JSONError) {
        if try reader.readNull() { return }
        guard try reader.peek() == .object else { return try wrongType("filter", "an object", &reader) }
        try reader.beginObject()
        while let key = try reader.nextKeyText() {
            let path = "filter.\(key.prefix(40))"
            switch try reader.peek() {
            case .string: filter.set(key, [try reader.readString()], path: path, problems: &problems)
            case .array:
                if key == "since" || key == "until" {
                    try wrongType(path, "a day", &reader)
                } else {
                    filter.set(key, try strings(path, &reader), path: path, problems: &problems)
                }
            case .null: _ = try reader.readNull()
            default: try wrongType(path, key == "since" || key == "until" ? "a day" : "a list of strings", &reader)
            }
        }
    }

    private mutating func strings(_ path: String, _ reader: inout JSONReader) throws(JSONError) -> [String] {
        var values: [String] = []
        try reader.beginArray()
        while try reader.nextElement() {
            if try reader.peek() == .string {
                values.append(try reader.readString())
            } else {
                try wrongType(path, "a list of strings", &reader)
            }
        }
        return values
    }

    private mutating func string(_ field: String, _ reader: inout JSONReader, orNull: Bool = false) throws(JSONError)
        -> String?
    {
        let kind = try reader.peek()
        if kind == .string { return try reader.readString() }
        if orNull, kind == .null {
            _ = try reader.readNull()
            return nil
        }
        try wrongType(field, "a string", &reader)
        return nil
    }

    private mutating func wrongType(_ field: String, _ expected: String, _ reader: inout JSONReader) throws(JSONError) {
        problems.add(field, "must be \(expected)")
        try reader.skipValue()
    }
}
