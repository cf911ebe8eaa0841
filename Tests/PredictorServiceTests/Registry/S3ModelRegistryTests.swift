import Core
import Curl
import ObjectStore
import PredictorService
import TestSupport
import Testing

/// The registry on moto's S3 with signature checks on.
@Suite(.ifMotoIsThere, .s3Server) struct S3ModelRegistryTests {
    private func replicas() throws -> Replicas {
        let server = try #require(S3ServerTrait.server)
        let configuration = try S3Configuration(environment: server.environment)
        let url = "s3://\(S3TestServer.bucket)/registry-\(UInt64.random(in: 0...UInt64.max))"
        return Replicas(
            try makeObjectStore(url: url, s3: configuration),
            try makeObjectStore(url: url, s3: configuration)
        )
    }

    @Test func `a published version comes back as it was`() async throws {
        try await RegistryContract.versionsComeBack(replicas())
    }

    @Test func `a version never changes and publishing it again is no error`() async throws {
        try await RegistryContract.versionsNeverChange(replicas())
    }

    @Test func `half a version does not exist and can be completed`() async throws {
        try await RegistryContract.halfAVersionDoesNotExist(replicas())
    }

    @Test func `a file that is missing, cut off or altered is named`() async throws {
        try await RegistryContract.brokenFilesAreNamed(replicas())
    }

    @Test func `a champion that was exchanged as a whole is noticed`() async throws {
        try await RegistryContract.anExchangedChampionIsNoticed(replicas())
    }

    @Test func `the history tells which version served at which time`() async throws {
        try await RegistryContract.historyTellsWhoServed(replicas())
    }

    @Test func `an unchanged champion is not read again`() async throws {
        try await RegistryContract.anUnchangedChampionIsCheapToAsk(replicas())
    }

    @Test func `of two promoters one wins and the other is told who`() async throws {
        try await RegistryContract.oneOfTwoPromotersWins(replicas())
    }

    @Test func `entries written at the same time all stay`() async throws {
        try await RegistryContract.entriesWrittenAtOnceAllStay(replicas())
    }

    @Test func `what served in the last seven days is not removed`() async throws {
        try await RegistryContract.whatServedStaysForAWeek(replicas())
    }

    @Test func `a store that nobody serves is an error in time, and nothing else`() async throws {
        let server = try #require(S3ServerTrait.server)
        var configuration = try S3Configuration(environment: server.environment)
        configuration.endpoint = "http://127.0.0.1:\(try FreePort.next())"
        configuration.retry = RetryPolicy(maximumAttempts: 2, baseDelay: .milliseconds(5))
        let registry = ModelRegistry(store: try makeObjectStore(url: "s3://bucket/models", s3: configuration))
        let version = try ModelVersion("v1")
        for call in [
            { _ = try await registry.champion() }, { _ = try await registry.versions() },
            { _ = try await registry.load(version) }, { try await registry.publish(try Replicas.artifact("v1")) },
            { try await registry.promote(version, reason: "", by: "test") },
            { try await registry.rollback(reason: "", by: "test") },
            { try await registry.remove(version, reason: "", by: "test") },
        ] as [() async throws -> Void] {
            let error = await #expect(throws: ObjectStoreError.self) { try await call() }
            #expect(error?.code == .unavailable && error?.isRetriable == true)
        }
    }
}
