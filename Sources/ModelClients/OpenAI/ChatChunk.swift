import Core

/// One `data` of a streamed chat completion.
struct ChatChunk: Sendable, Equatable {
    /// What the first choice adds to the answer; empty for roles, tools, usage and the like.
    var text = ""
    /// Why the first choice ended, e.g. `stop`, `length`, `content_filter`.
    var finishReason: String?
    /// Tokens of question and answer, in the chunk that tells them.
    var tokens: Int?
    /// Whether it is an error document in place of a chunk.
    var isError = false

    /// Reads the JSON of one event.
    init(_ data: [UInt8]) throws(JSONError) {
        var reader = JSONReader(data)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case choicesKey: try readChoices(&reader)
            case usageKey: try readUsage(&reader)
            case errorKey where try !reader.readNull():
                isError = true
                try reader.skipValue()
            case errorKey: break
            default: try reader.skipValue()
            }
        }
        try reader.expectEnd()
    }

    private mutating func readChoices(_ reader: inout JSONReader) throws(JSONError) {
        guard try !reader.readNull() else { return }
        try reader.beginArray()
        while try reader.nextElement() {
            let choice = try Choice(&reader)
            // One answer was asked for; more would be mixed up.
            guard choice.index == 0 else { continue }
            text += choice.text
            finishReason = choice.finishReason ?? finishReason
        }
    }

    private mutating func readUsage(_ reader: inout JSONReader) throws(JSONError) {
        guard try !reader.readNull() else { return }
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key == totalTokensKey { tokens = try reader.readLooseInt() } else { try reader.skipValue() }
        }
    }

    private struct Choice {
        var index = 0
        var text = ""
        var finishReason: String?

        init(_ reader: inout JSONReader) throws(JSONError) {
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case indexKey: index = try reader.readInt()
                case deltaKey: text = try Choice.readContent(&reader)
                case finishReasonKey: finishReason = try Choice.readText(&reader)
                default: try reader.skipValue()
                }
            }
        }

        private static func readContent(_ reader: inout JSONReader) throws(JSONError) -> String {
            guard try !reader.readNull() else { return "" }
            var text = ""
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if key == contentKey { text = try readText(&reader) ?? "" } else { try reader.skipValue() }
            }
            return text
        }

        private static func readText(_ reader: inout JSONReader) throws(JSONError) -> String? {
            try reader.readNull() ? nil : try reader.readString()
        }
    }
}

private let choicesKey = JSONKey("choices")
private let usageKey = JSONKey("usage")
private let errorKey = JSONKey("error")
private let totalTokensKey = JSONKey("total_tokens")
private let indexKey = JSONKey("index")
private let deltaKey = JSONKey("delta")
private let finishReasonKey = JSONKey("finish_reason")
private let contentKey = JSONKey("content")
