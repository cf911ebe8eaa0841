package import Retrieval

/// A question as it comes in.
package struct ChatAsk: Sendable {
    package var question: String
    /// Nil: a new conversation.
    package var conversationID: String?
    package var filter: PassageFilter
    /// Nil: the question's own.
    package var language: AnswerLanguage?

    package init(
        _ question: String,
        conversationID: String? = nil,
        filter: PassageFilter = PassageFilter(),
        language: AnswerLanguage? = nil
    ) {
        self.question = question
        self.conversationID = conversationID
        self.filter = filter
        self.language = language
    }
}
