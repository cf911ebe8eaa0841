package import Core
package import Retrieval

/// Answers from any server that speaks OpenAI's `/v1/chat/completions` and streams.
package struct OpenAIChatModel: LanguageModel, Provider {
    /// What the limit on tokens is called: newer models of OpenAI refuse the name all other servers know.
    package enum TokenLimitField: String, Sendable {
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
    }

    package let name: String
    package let providerName = "llm"
    private let model: String
    private let temperature: Double?
    private let tokenLimitField: TokenLimitField
    private let connection: ProviderConnection

    /// Checks the settings; asks nobody. Without a temperature the server's own default holds.
    package init(
        url: String,
        model: String,
        key: Secret? = nil,
        temperature: Double? = 0,
        tokenLimitField: TokenLimitField = .maxTokens,
        setting: String = "LLM_URL",
        link: ProviderLink
    ) throws {
        connection = try ProviderConnection(
            name: providerName,
            url: url,
            setting: setting,
            key: key,
            style: .bearer,
            link: link
        )
        name = "openai/\(model)"
        self.model = model
        self.temperature = temperature
        self.tokenLimitField = tokenLimitField
    }

    package var status: ProviderStatus { connection.health.status }

    /// Has a word written.
    package func check() async throws {
        for try await _ in reply(to: [ChatMessage(.user, "Say OK.")], limit: ReplyLimit(tokens: 16)) {}
    }

    /// Pieces as they come. The request goes out when the first piece is asked for, and is repeated only until the
    /// server accepts it; letting go of the stream ends it.
    package func reply(to messages: [ChatMessage], limit: ReplyLimit) -> AsyncThrowingStream<String, any Error> {
        let call = ProviderCall("POST", "v1/chat/completions", body: body(messages, limit), totalTime: limit.time)
        let reply = ChatReply(call, time: limit.time, connection: connection)
        return AsyncThrowingStream { try await reply.next() }
    }

    private func body(_ messages: [ChatMessage], _ limit: ReplyLimit) -> [UInt8] {
        var json = JSONWriter(capacity: messages.reduce(512) { $0 + $1.content.utf8.count })
        json.beginObject()
        json.field("model", model)
        json.key("messages")
        json.beginArray()
        for message in messages {
            json.beginObject()
            json.field("role", message.role.rawValue)
            json.field("content", message.content)
            json.endObject()
        }
        json.endArray()
        json.field("stream", true)
        json.key("stream_options")
        json.beginObject()
        json.field("include_usage", true)
        json.endObject()
        json.field(tokenLimitField.rawValue, limit.tokens)
        if let temperature { json.field("temperature", temperature, decimals: 3) }
        json.endObject()
        return json.bytes
    }
}
