import Core
import Foundation
import ObjectStore
import PredictorService
import TestSupport
import Testing

@Suite struct FileModelRegistryTests {
    private func withReplicas(_ body: (Replicas) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let root = directory.file("models")
            try await body(Replicas(FileObjectStore(root: root), FileObjectStore(root: root)))
        }
    }

    @Test func `a published version comes back as it was`() async throws {
        try await withReplicas(RegistryContract.versionsComeBack)
    }

    @Test func `a version never changes and publishing it again is no error`() async throws {
        try await withReplicas(RegistryContract.versionsNeverChange)
    }

    @Test func `half a version does not exist and can be completed`() async throws {
        try await withReplicas(RegistryContract.halfAVersionDoesNotExist)
    }

    @Test func `a file that is missing, cut off or altered is named`() async throws {
        try await withReplicas(RegistryContract.brokenFilesAreNamed)
    }

    @Test func `a champion that was exchanged as a whole is noticed`() async throws {
        try await withReplicas(RegistryContract.anExchangedChampionIsNoticed)
    }

    @Test func `the history tells which version served at which time`() async throws {
        try await withReplicas(RegistryContract.historyTellsWhoServed)
    }

    @Test func `an unchanged champion is not read again`() async throws {
        try await withReplicas(RegistryContract.anUnchangedChampionIsCheapToAsk)
    }

    @Test func `of two promoters one wins and the other is told who`() async throws {
        try await withReplicas(RegistryContract.oneOfTwoPromotersWins)
    }

    @Test func `entries written at the same time all stay`() async throws {
        try await withReplicas(RegistryContract.entriesWrittenAtOnceAllStay)
    }

    @Test func `what served in the last seven days is not removed`() async throws {
        try await withReplicas(RegistryContract.whatServedStaysForAWeek)
    }

    @Test func `of two processes that promote one wins each round`() async throws {
        try await withTemporaryDirectory { directory in
            let root = directory.file("models")
            let replicas = Replicas(FileObjectStore(root: root), FileObjectStore(root: root))
            try await replicas.first.promote(try await replicas.publish("v0"), reason: "", by: "test")
            for round in 1...10 {
                for name in ["a", "b"] { _ = try await replicas.publish("\(name)\(round)") }
            }
            async let first: Void = promoteInProcess("a", root)
            async let second: Void = promoteInProcess("b", root)
            _ = await (first, second)
            let history = try await replicas.first.champion().record.history
            let rounds = history.dropFirst().map { String($0.version.description.dropFirst()) }
            #expect(rounds == (1...10).map { "\($0)" })
        }
    }

    /// Ten rounds: whoever finds the last round's champion tries to replace it, and goes on when somebody did.
    private func promoteInProcess(_ name: String, _ root: String) async {
        await #expect(processExitsWith: .success) { [name = name as String, root = root as String] in
            let registry = ModelRegistry(store: FileObjectStore(root: root))
            for round in 1...10 {
                var champion = try await registry.champion().record.champion
                while let text = champion?.description.dropFirst(), Int(text) != round - 1, (Int(text) ?? 0) < round {
                    champion = try await registry.champion().record.champion
                }
                guard champion?.description.dropFirst() == "\(round - 1)" else { continue }
                do {
                    let version = try ModelVersion("\(name)\(round)")
                    try await registry.promote(version, reason: "", by: name, expecting: .version(champion))
                } catch let error as RegistryError where error.code == .conflict {}
            }
        }
    }
}
