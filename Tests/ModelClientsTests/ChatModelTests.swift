import Core
import Curl
import ModelClients
import Retrieval
import Testing

/// `/v1/chat/completions` as the stand-in streams it.
@Suite(.ifPythonIsThere, .modelServer) struct ChatModelTests {
    private let answer = "따릉이 하루권은 천 원입니다 [1]. 🚲"
    private let question = [
        ChatMessage(.system, "짧게"), ChatMessage(.user, "얼마?"), ChatMessage(.assistant, "\"\n\u{1}"),
    ]

    private func makeModel(
        _ model: String,
        key: Secret? = nil,
        _ link: ProviderLink = makeLink()
    ) throws -> OpenAIChatModel {
        try OpenAIChatModel(url: try #require(ModelServerTrait.server).url, model: model, key: key, link: link)
    }

    /// All pieces, and the error behind them.
    private func reply(
        _ model: OpenAIChatModel,
        time: Duration = .seconds(240)
    ) async throws -> (text: String, error: ProviderError?) {
        var text = ""
        do {
            for try await piece in model.reply(to: question, limit: ReplyLimit(time: time)) { text += piece }
        } catch let error as ProviderError {
            return (text, error)
        }
        return (text, nil)
    }

    @Test(arguments: ["fine", "split"])
    func `an answer comes in pieces`(_ name: String) async throws {
        let model = try makeModel(name)
        var pieces: [String] = []
        let limit = ReplyLimit(time: .seconds(240))
        for try await piece in model.reply(to: question, limit: limit) { pieces.append(piece) }
        #expect(pieces == ["따릉이 ", "하루권은 ", "천 원입니다 [1]. ", "🚲"])
        #expect(model.status.level == .up)
        try await model.check()
    }

    @Test func `messages arrive as they are`() async throws {
        let (text, error) = try await reply(try makeModel("echo"))
        #expect(text == question.map(\.content).joined() && error == nil)
    }

    @Test(arguments: [
        ("cut", ProviderError.Code.unexpectedAnswer), ("torn", .unexpectedAnswer), ("unfinished", .unexpectedAnswer),
        ("garbage", .unexpectedAnswer), ("broken", .unexpectedAnswer), ("filtered", .unexpectedAnswer),
        ("line", .unexpectedAnswer),
    ])
    func `a fault on the way is an error behind what came before`(
        _ name: String,
        _ code: ProviderError.Code
    ) async throws {
        let secret = Secret("sk-secret-of-mine")
        let model = try makeModel(name, key: secret)
        let (text, error) = try await reply(model)
        #expect(text == answer)
        let failure = try #require(error)
        #expect(failure.code == code, "\(failure)")
        #expect(!failure.message.contains(secret.value))
        #expect(model.status.level == .degraded)
    }

    @Test func `an answer without a word is an error`() async throws {
        let (text, error) = try await reply(try makeModel("empty"))
        #expect(text.isEmpty && error?.code == .unexpectedAnswer)
    }

    @Test func `an answer without end is cut at the limit`() async throws {
        let link = makeLink { $0.maximumAnswerBytes = 100_000 }
        let (text, error) = try await reply(try makeModel("endless", link))
        #expect(text.hasPrefix(answer) && text.utf8.count < 100_000)
        #expect(error?.message.contains("longer than 100000 bytes") == true)
    }

    @Test func `a model that never answers is given up`() async throws {
        let link = makeLink { $0.attemptTime = .milliseconds(300) }
        let (text, error) = try await reply(try makeModel("hang", link))
        #expect(text.isEmpty && error?.code == .timedOut)
    }

    @Test func `a model that falls silent is given up after what it said`() async throws {
        let link = makeLink { $0.idleTime = .seconds(1) }
        let (text, error) = try await reply(try makeModel("silent", link))
        #expect(text == answer && error?.code == .timedOut)
    }

    @Test func `a model that only keeps the line open is given up when the time is over`() async throws {
        let (text, error) = try await reply(try makeModel("drip"), time: .seconds(2))
        // A machine too slow to answer within the time has no text, and the same error.
        #expect(answer.hasPrefix(text) && error?.code == .timedOut)
    }

    @Test(arguments: ["503", "429", "reset"])
    func `a call is repeated until it is accepted`(_ kind: String) async throws {
        let time = ManualTime()
        let (text, error) = try await reply(try makeModel("\(kind)-2-accepted", makeLink(time)))
        #expect(text == answer && error == nil)
        #expect(time.sleeps.count == 2)
    }

    @Test func `what was accepted is not asked again`() async throws {
        _ = try await reply(try makeModel("cut-once"))
        #expect(try await requests(naming: "cut-once").count == 1)
    }

    @Test(arguments: [("400-9-chat", ProviderError.Code.invalidRequest), ("500-9-chat", .unavailable)])
    func `a refusal is quoted`(_ name: String, _ code: ProviderError.Code) async throws {
        let (text, error) = try await reply(try makeModel(name))
        #expect(text.isEmpty && error?.code == code)
        #expect(error?.message.contains("\(name) fails") == true)
    }

    @Test func `a stream that is let go of frees the circuit's trial`() async throws {
        let time = ManualTime()
        let link = makeLink(time) { limits in
            limits.retry.maximumAttempts = 1
            limits.circuit = CircuitBreaker.Settings(failures: 1, openTime: .seconds(10))
        }
        let model = try makeModel("500-1-trial", link)
        let (_, error) = try await reply(model)
        #expect(error != nil && model.status.level == .down)
        time.advance(by: .seconds(10))
        for try await _ in model.reply(to: question, limit: ReplyLimit(time: .seconds(240))) { break }
        let (text, failure) = try await reply(model)
        #expect(text == answer && failure == nil)
        #expect(model.status.level == .up)
    }
}
