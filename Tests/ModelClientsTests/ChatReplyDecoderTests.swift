import ModelClients
import Testing

/// The reader of streamed completions as a value.
struct ChatReplyDecoderTests {
    private func outcomes(_ stream: String, maximumBytes: Int = 1 << 20) -> [ChatReplyDecoder.Outcome] {
        var decoder = ChatReplyDecoder(maximumBytes: maximumBytes)
        var outcomes: [ChatReplyDecoder.Outcome] = []
        decoder.append(Array(stream.utf8))
        while let outcome = decoder.next() { outcomes.append(outcome) }
        decoder.finish()
        while let outcome = decoder.next() { outcomes.append(outcome) }
        return outcomes
    }

    private func chunk(_ text: String) -> String {
        #"data: {"choices":[{"index":0,"delta":{"content":"\#(text)"}}]}"# + "\n\n"
    }

    @Test func `roles, usage, other choices, tools and nulls are passed over`() {
        let stream = """
            data: {"choices":[{"index":0,"delta":{"role":"assistant","content":null}}]}

            data: {"choices":[{"index":1,"delta":{"content":"other"}}],"usage":null,"error":null}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{"id":"1"}]}}]}

            data: {"choices":[{"delta":{"content":"a"},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":null,"finish_reason":"stop"}]}

            data: {"choices":null}

            data: {"choices":[],"usage":{"total_tokens":9}}

            data: [DONE]


            """
        #expect(outcomes(stream + chunk("after the end")) == [.piece("a"), .done])
    }

    @Test func `usage may be missing`() {
        #expect(outcomes(chunk("a") + chunk("b") + "data: [DONE]\n\n") == [.piece("a"), .piece("b"), .done])
    }

    @Test(arguments: [
        ("", "it ended before the answer did"),
        ("data: {\"error\":{\"message\":\"busy\"}}\n\n", "an error inside the stream"),
        ("event: error\ndata: {\"error\":\"busy\"}\n\n", "an error inside the stream"),
        ("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"content_filter\"}]}\n\ndata: [DONE]\n\n", "filter"),
        ("data: oops\n\n", "not the JSON"), ("data: [1]\n\n", "not the JSON"),
        ("data: {\"choices\":[{\"delta\":{\"content\":7}}]}\n\n", "not the JSON"),
        ("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]} {}\n\n", "not the JSON"),
        (": " + String(repeating: "x", count: 3_000) + "\n\n", "longer than 2000 bytes"),
    ])
    func `what came before a fault is given out before it, and nothing behind it`(_ rest: String, _ reason: String) {
        let found = outcomes(chunk("a") + rest, maximumBytes: 2_000)
        #expect(found.count == 2 && found.first == .piece("a"))
        guard case .failed(let said, let words)? = found.last else {
            Issue.record("no fault: \(found)")
            return
        }
        #expect(said.contains(reason))
        #expect((words == "busy") == rest.contains("busy"))
    }

    @Test func `an empty answer is none`() {
        let found = outcomes("data: [DONE]\n\n")
        #expect(found == [.failed(reason: "the answer is empty", words: nil)])
    }
}
