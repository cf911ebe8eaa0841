import Core
import Curl
import ModelClients
import Retrieval
import Testing

/// What every call to a provider does about failures; embeddings stand for all.
@Suite(.ifPythonIsThere, .modelServer) struct RepetitionTests {
    private func makeEmbedder(_ model: String, _ link: ProviderLink, url: String? = nil) throws -> OpenAIEmbedder {
        let server = try #require(ModelServerTrait.server)
        return try OpenAIEmbedder(url: url ?? server.url, model: model, queryTime: .seconds(240), link: link)
    }

    @Test(arguments: ["502", "503", "504", "429", "reset"])
    func `a failure that passes is repeated`(_ kind: String) async throws {
        let time = ManualTime()
        let model = "\(kind)-2-passes"
        let embedder = try makeEmbedder(model, makeLink(time))
        try await embedder.check()
        #expect(embedder.status.level == .up)
        #expect(time.sleeps.count == 2)
        // The server asks for two seconds with its 429.
        if kind == "429" { #expect(time.sleeps == [.seconds(2), .seconds(2)]) }
    }

    @Test func `a failure that stays is reported after the last attempt`() async throws {
        let embedder = try makeEmbedder("503-99-stays", makeLink())
        let error = try await providerError { try await embedder.check() }
        #expect(error.code == .unavailable && error.message.contains("answered 503: 503-99-stays fails"))
        #expect(try await requests(naming: "503-99-stays").count == 3)
    }

    @Test(arguments: [
        ("500-9-once", ProviderError.Code.unavailable), ("400-9-once", .invalidRequest), ("401-9-once", .refused),
        ("404-9-once", .notFound), ("413-9-once", .tooLarge), ("424-9-once", .unavailable),
        ("307-9-once", .misconfigured), ("later-9-once", .unavailable),
    ])
    func `what repetition does not mend, or not soon, is asked once`(
        _ model: String,
        _ code: ProviderError.Code
    ) async throws {
        let time = ManualTime()
        let error = try await providerError { try await makeEmbedder(model, makeLink(time)).check() }
        #expect(error.code == code, "\(error)")
        #expect(time.sleeps.isEmpty)
        #expect(try await requests(naming: model).count == 1)
    }

    @Test func `a proxy's page is not quoted`() async throws {
        let link = makeLink { $0.retry.maximumAttempts = 1 }
        let error = try await providerError { try await makeEmbedder("proxy", link).check() }
        #expect(error.message.hasSuffix("answered 502"))
    }

    @Test func `a server that hangs is given up and not asked again`() async throws {
        let link = makeLink { $0.attemptTime = .milliseconds(300) }
        let error = try await providerError { try await makeEmbedder("hang", link).check() }
        #expect(error.code == .timedOut)
        #expect(try await requests(naming: "hang").count <= 1)
    }

    @Test func `nobody at the address is an error that names it`() async throws {
        let server = try await PythonServer("model_server")
        server.stop()
        let time = ManualTime()
        let embedder = try makeEmbedder("gone", makeLink(time), url: server.url)
        let error = try await providerError { try await embedder.check() }
        #expect(error.code == .unavailable && error.message.contains("127.0.0.1:\(server.port)"), "\(error)")
        #expect(time.sleeps.count == 2)
    }

    @Test func `repetition ends with the time for the whole call`() async throws {
        let time = ManualTime()
        let link = makeLink(time) { limits in
            limits.totalTime = .seconds(5)
            limits.retry.maximumAttempts = 100
        }
        let embedder = try makeEmbedder("429-1000-long", link)
        let error = try await providerError { _ = try await embedder.embed(["글"], as: .passage) }
        #expect(error.code == .unavailable)
        #expect(time.sleeps == [.seconds(2), .seconds(2)])
    }

    @Test func `the circuit opens after failures in a row and closes when the provider is back`() async throws {
        let time = ManualTime()
        let link = makeLink(time) { limits in
            limits.retry.maximumAttempts = 1
            limits.circuit = CircuitBreaker.Settings(failures: 3, openTime: .seconds(10))
        }
        let embedder = try makeEmbedder("500-4-back", link)
        #expect(embedder.status.level == .degraded)
        for _ in 0..<3 { await #expect(throws: ProviderError.self) { try await embedder.check() } }
        #expect(embedder.status.level == .down && embedder.status.since.seconds == 1_000)
        let refused = try await providerError { try await embedder.check() }
        #expect(refused.code == .circuitOpen && refused.message.contains("500-4-back fails"))
        #expect(try await requests(naming: "500-4-back").count == 3, "it was asked although the circuit is open")
        time.advance(by: .seconds(10))
        let trial = try await providerError { try await embedder.check() }
        #expect(trial.code == .unavailable && embedder.status.level == .down)
        time.advance(by: .seconds(20))
        try await embedder.check()
        #expect(embedder.status.level == .up && embedder.status.since.seconds == 1_030)
        #expect(embedder.status.lastError == trial.message)
    }

    @Test func `a request that is at fault itself does not open the circuit`() async throws {
        let link = makeLink { $0.circuit = CircuitBreaker.Settings(failures: 2) }
        let embedder = try makeEmbedder("400-9-mine", link)
        for _ in 0..<4 {
            let error = try await providerError { try await embedder.check() }
            #expect(error.code == .invalidRequest)
        }
        #expect(embedder.status.level == .up)
    }

    @Test func `a call that is cancelled ends at once and counts for nothing`() async throws {
        let embedder = try makeEmbedder("hang-9-cancelled", makeLink { $0.circuit = .init(failures: 1) })
        let error = await withTaskGroup(of: ProviderError?.self) { group in
            group.addTask { try? await providerError { try await embedder.check() } }
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(error?.code == .cancelled)
        #expect(embedder.status.level == .degraded)
    }
}
