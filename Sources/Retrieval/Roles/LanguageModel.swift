/// Writes text after a conversation.
package protocol LanguageModel: Sendable {
    var name: String { get }
    /// Pieces of the answer as they come. Ends with an error when the model hangs, cuts off or sends what cannot be read.
    func reply(to messages: [ChatMessage], limit: ReplyLimit) -> AsyncThrowingStream<String, any Error>
}

/// One turn of a conversation.
package struct ChatMessage: Sendable, Equatable {
    /// Who speaks.
    package enum Role: String, Sendable {
        case system
        case user
        case assistant
    }

    package var role: Role
    package var content: String

    /// One turn.
    package init(_ role: Role, _ content: String) {
        self.role = role
        self.content = content
    }
}

/// What a reply may cost.
package struct ReplyLimit: Sendable {
    package var tokens: Int
    /// From the request to the last piece.
    package var time: Duration

    /// A limit.
    package init(tokens: Int = 600, time: Duration = .seconds(20)) {
        self.tokens = tokens
        self.time = time
    }
}
