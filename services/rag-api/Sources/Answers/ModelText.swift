import Core
import Retrieval
import ServiceKit

/// Asks a language model for a short text that is read by a program.
struct ModelText {
    let model: any LanguageModel
    var time: Duration = .seconds(2)
    private static let characterLimit = 4000

    /// The whole reply. Throws ``DeadlineExceeded`` and what the model throws.
    func reply(to messages: [ChatMessage]) async throws -> String {
        let stream = model.reply(to: messages, limit: ReplyLimit(tokens: 200, time: time))
        return try await withDeadline(time) {
            var text = ""
            for try await piece in stream {
                text += piece
                if text.count > Self.characterLimit { break }
            }
            return text
        }
    }

    /// The JSON object or list in `reply`, which may stand in a code fence or behind a sentence.
    static func json(in reply: String, opening: Character, closing: Character) -> [UInt8]? {
        guard let start = reply.firstIndex(of: opening), let end = reply.lastIndex(of: closing), start < end else {
            return nil
        }
        return Array(reply[start...end].utf8)
    }
}
