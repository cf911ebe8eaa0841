import Core
import Retrieval

/// A question of the project's own set.
struct LabelledQuestion: Sendable {
    var id = ""
    var text = ""
    var language = ""
    var style = ""
    var topic = ""
    var isAnswerable = false
    /// Ids of passages, or of documents, that answer it.
    var relevant: [String] = []
    /// Sentences that answer it, which `resolved` finds the passages of.
    var quotes: [Quote] = []

    /// A sentence of a document, word for word, or a section of it by its heading.
    struct Quote: Sendable {
        var document = ""
        var quote: String?
        var section: String?

        func isIn(_ passage: Passage) -> Bool {
            quote.map(passage.text.contains) ?? section.map { passage.heading == $0 } ?? false
        }
    }

    /// Odd-numbered questions choose thresholds, even-numbered ones give the figures.
    var isEven: Bool { (Int(id.drop { !$0.isNumber }) ?? 0) % 2 == 0 }

    /// Whether a passage is one that answers.
    func isRelevant(_ passageID: String) -> Bool {
        relevant.contains { $0 == passageID || passageID.hasPrefix($0 + "#") }
    }

    /// The same with the passages that hold its quotes.
    func resolved(in passages: [String: [Passage]]) -> LabelledQuestion {
        var resolved = self
        for quote in quotes {
            resolved.relevant += (passages[quote.document] ?? []).filter(quote.isIn).map(\.id)
        }
        return resolved
    }

    /// The questions of a file of JSON lines.
    static func read(_ bytes: [UInt8]) throws(JSONError) -> [LabelledQuestion] {
        var reader = JSONReader(bytes)
        var questions: [LabelledQuestion] = []
        while !reader.isAtEnd { questions.append(try LabelledQuestion(&reader)) }
        return questions
    }

    private init(_ reader: inout JSONReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKeyText() {
            switch (key, try reader.peek()) {
            case ("id", .string): id = try reader.readString()
            case ("text", .string): text = try reader.readString()
            case ("language", .string): language = try reader.readString()
            case ("style", .string): style = try reader.readString()
            case ("topic", .string): topic = try reader.readString()
            case ("answerable", .boolean): isAnswerable = try reader.readBool()
            case ("relevant", .array):
                try reader.beginArray()
                while try reader.nextElement() {
                    switch try reader.peek() {
                    case .string: relevant.append(try reader.readString())
                    case .object: quotes.append(try Self.quote(&reader))
                    default: try reader.skipValue()
                    }
                }
            default: try reader.skipValue()
            }
        }
    }
}

extension LabelledQuestion {
    private static func quote(_ reader: inout JSONReader) throws(JSONError) -> Quote {
        var quote = Quote()
        try reader.beginObject()
        while let key = try reader.nextKeyText() {
            switch (key, try reader.peek()) {
            case ("document", .string): quote.document = try reader.readString()
            case ("quote", .string): quote.quote = try reader.readString()
            case ("section", .string): quote.section = try reader.readString()
            default: try reader.skipValue()
            }
        }
        return quote
    }
}

/// A question about stations, with what routing has to make of it.
struct LabelledLiveQuestion: Sendable {
    var id = ""
    var text = ""
    var intent = ""
    var place: String?
    var wants: String?
    var minutes: Int?

    static func read(_ bytes: [UInt8]) throws(JSONError) -> [LabelledLiveQuestion] {
        var reader = JSONReader(bytes)
        var questions: [LabelledLiveQuestion] = []
        while !reader.isAtEnd {
            var question = LabelledLiveQuestion()
            try reader.beginObject()
            while let key = try reader.nextKeyText() {
                switch (key, try reader.peek()) {
                case ("id", .string): question.id = try reader.readString()
                case ("text", .string): question.text = try reader.readString()
                case ("intent", .string): question.intent = try reader.readString()
                case ("place", .string): question.place = try reader.readString()
                case ("wants", .string): question.wants = try reader.readString()
                case ("minutes", .number): question.minutes = Int(try reader.readDouble())
                default: try reader.skipValue()
                }
            }
            questions.append(question)
        }
        return questions
    }

    var isEven: Bool { (Int(id.drop { !$0.isNumber }) ?? 0) % 2 == 0 }

    /// Whether it asks for counts or forecasts.
    var asksLive: Bool { route == .live || route == .forecast }

    /// The route that is right.
    var route: QueryRoute? {
        switch intent {
        case "howto": .guide
        case "smalltalk": .smallTalk
        default: QueryRoute(rawValue: intent)
        }
    }
}
