import Core
import ObjectStore
import PredictorService
import Testing

/// What the registry must do on every store; each test runs on files and on S3.
enum RegistryContract {
    static func versionsComeBack(_ replicas: Replicas) async throws {
        let artifact = try Replicas.artifact("20261122T090000Z-1a2b3c4d")
        #expect(try await replicas.first.versions().isEmpty)
        let checksums = try await replicas.first.publish(artifact)
        #expect(try await replicas.second.load(artifact.version) == artifact)
        #expect(try await replicas.second.checksums(of: artifact.version) == checksums)
        #expect(try await replicas.second.file("metrics.json", of: artifact.version) == Array("{}".utf8))
        #expect(try await replicas.second.file("other.json", of: artifact.version) == nil)
        let other = try await replicas.publish("v2")
        let summaries = try await replicas.second.versions()
        #expect(summaries.map(\.version) == [other, artifact.version])
        let bytes = artifact.files.values.map(\.count).reduce(checksums.json.count, +)
        #expect(summaries.first { $0.version == artifact.version }?.bytes == bytes)
        await expectRegistryError(.versionNotFound) { _ = try await replicas.first.load(try ModelVersion("v3")) }
    }

    static func versionsNeverChange(_ replicas: Replicas) async throws {
        let artifact = try Replicas.artifact("v1")
        try await replicas.first.publish(artifact)
        try await replicas.second.publish(artifact)
        let message = await expectRegistryError(.versionExists) {
            try await replicas.second.publish(try Replicas.artifact("v1", model: "another"))
        }
        #expect(message.contains("model-10.txt"))
        #expect(try await replicas.first.load(artifact.version) == artifact)
    }

    static func halfAVersionDoesNotExist(_ replicas: Replicas) async throws {
        let artifact = try Replicas.artifact("v1")
        let key = try ObjectKey("models/v1/features.json")
        _ = try await replicas.store.put(key, artifact.files["features.json"] ?? [], condition: .ifAbsent)
        #expect(try await replicas.first.versions().isEmpty)
        await expectRegistryError(.versionNotFound) { _ = try await replicas.first.load(artifact.version) }
        await expectRegistryError(.versionNotFound) {
            try await replicas.first.promote(artifact.version, reason: "", by: "test")
        }
        try await replicas.first.publish(artifact)
        #expect(try await replicas.first.load(artifact.version) == artifact)
    }

    static func brokenFilesAreNamed(_ replicas: Replicas) async throws {
        let version = try await replicas.publish("v1")
        let key = try ObjectKey("models/v1/model-10.txt")
        let bytes = try #require(try await replicas.store.get(key, limitBytes: 1000)).bytes
        var altered = bytes
        altered[3] ^= 1
        let cases = [
            (altered, "altered"), (Array(bytes.dropLast()), "cut off"), (bytes + [0], "longer"), ([], "cut off"),
        ]
        for (content, word) in cases {
            _ = try await replicas.store.put(key, content, condition: .none)
            let message = await expectRegistryError(.broken) { _ = try await replicas.second.load(version) }
            #expect(message.contains("models/v1/model-10.txt") && message.contains(word), "\(message)")
        }
        try await replicas.store.delete(key)
        let message = await expectRegistryError(.broken) { _ = try await replicas.second.load(version) }
        #expect(message == "models/v1/model-10.txt is missing")
        let sums = try ObjectKey("models/v1/checksums.json")
        for content in ["", "{}", "[1]", #"{"format":1,"files":[{"name":"../x","bytes":1,"sha256":""}]}"#] {
            _ = try await replicas.store.put(sums, Array(content.utf8), condition: .none)
            let message = await expectRegistryError(.broken) { _ = try await replicas.second.load(version) }
            #expect(message.contains("checksums.json"))
        }
    }

    static func anExchangedChampionIsNoticed(_ replicas: Replicas) async throws {
        let version = try await replicas.publish("v1")
        let record = try await replicas.first.promote(version, reason: "first", by: "test").record
        #expect(try await replicas.second.loadChampion(of: record)?.version == version)
        // A whole other version under the same name, consistent in itself.
        let other = try Replicas.artifact("v1", model: "another")
        for (name, bytes) in other.files {
            _ = try await replicas.store.put(try ObjectKey("models/v1/\(name)"), bytes, condition: .none)
        }
        let sums = ModelChecksums(of: other.files).json
        _ = try await replicas.store.put(try ObjectKey("models/v1/checksums.json"), sums, condition: .none)
        #expect(try await replicas.second.load(version) == other)
        await expectRegistryError(.broken) { _ = try await replicas.second.loadChampion(of: record) }
    }

    static func historyTellsWhoServed(_ replicas: Replicas) async throws {
        let (clock, registry) = (replicas.clock, replicas.first)
        let versions = [
            try await replicas.publish("v1"), try await replicas.publish("v2"), try await replicas.publish("v3"),
        ]
        let start = clock.now
        let empty = try await registry.champion()
        #expect(empty.record == ChampionRecord() && empty.etag == nil)
        try await registry.promote(versions[0], reason: "first", by: "train", metrics: ["pinball": 0.123456789])
        clock.advance(100)
        try await registry.refuse(versions[1], reason: "not better", by: "train", metrics: ["days": 7])
        clock.advance(100)
        try await registry.shadow(versions[1], reason: "asked for", by: "admin")
        try await registry.promote(versions[1], reason: "better", by: "admin", expecting: .version(versions[0]))
        clock.advance(100)
        try await registry.promote(versions[2], reason: "better yet \"\u{1}ü\n", by: "train")
        clock.advance(100)
        try await registry.rollback(reason: "worse", by: "watch", isAutomatic: true, expecting: .version(versions[2]))
        clock.advance(100)
        try await registry.rollback(to: versions[0], reason: "by hand", by: "admin")
        let record = try await replicas.second.champion().record
        #expect(
            record.history.map(\.action)
                == [.promote, .refuse, .shadow, .promote, .promote, .autoRollback, .rollback]
        )
        #expect(record.history.map(\.sequence) == Array(1...7))
        #expect(record.history[0].metrics == ["pinball": 0.123457])
        #expect(record.history.map { $0.previous?.description } == [nil, "v1", "v1", "v1", "v2", "v3", "v2"])
        #expect(record.champion == versions[0] && record.previous == nil)
        let served = (0...6).map { record.champion(at: start.advanced(bySeconds: $0 * 100 - 1))?.description }
        #expect(served == [nil, "v1", "v1", "v2", "v3", "v2", "v1"])
        #expect(try await replicas.second.champion(at: start) == versions[0])
        await expectRegistryError(.nothingToRollBackTo) { try await registry.rollback(reason: "", by: "test") }
    }

    static func anUnchangedChampionIsCheapToAsk(_ replicas: Replicas) async throws {
        #expect(try await replicas.first.champion(ifChangedFrom: nil) == nil)
        let stored = try await replicas.first.promote(try await replicas.publish("v1"), reason: "", by: "test")
        #expect(try await replicas.second.champion(ifChangedFrom: nil) == stored)
        #expect(try await replicas.second.champion(ifChangedFrom: stored.etag) == nil)
        let again = try await replicas.second.promote(try ModelVersion("v1"), reason: "again", by: "test")
        #expect(again == stored)
    }

    static func oneOfTwoPromotersWins(_ replicas: Replicas) async throws {
        var champion = try await replicas.publish("v0")
        try await replicas.first.promote(champion, reason: "", by: "test")
        for round in 1...5 {
            let candidates = [
                (replicas.first, try await replicas.publish("a\(round)"), "first"),
                (replicas.second, try await replicas.publish("b\(round)"), "second"),
            ]
            let expected = champion
            let outcomes = await withTaskGroup(of: (ModelVersion, String?).self) { group in
                for (registry, version, name) in candidates {
                    group.addTask {
                        do {
                            try await registry.promote(version, reason: "", by: name, expecting: .version(expected))
                            return (version, nil)
                        } catch {
                            return (version, "\(error)")
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let winners = outcomes.filter { $0.1 == nil }.map(\.0)
            #expect(winners.count == 1, "\(outcomes)")
            champion = try #require(winners.first)
            #expect(try await replicas.first.champion().record.champion == champion)
            let complaint = outcomes.compactMap(\.1).first ?? ""
            #expect(complaint.hasPrefix("conflict: the champion is \(champion), promote by "), "\(complaint)")
        }
        #expect(try await replicas.second.champion().record.history.count == 6)
    }

    static func entriesWrittenAtOnceAllStay(_ replicas: Replicas) async throws {
        let version = try await replicas.publish("v1")
        try await replicas.first.promote(version, reason: "", by: "test")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<6 {
                group.addTask {
                    let registry = number % 2 == 0 ? replicas.first : replicas.second
                    try await registry.refuse(version, reason: "\(number)", by: "test")
                }
            }
            try await group.waitForAll()
        }
        let reasons = try await replicas.first.champion().record.history.dropFirst().map(\.reason)
        #expect(reasons.sorted() == ["0", "1", "2", "3", "4", "5"])
    }

    static func whatServedStaysForAWeek(_ replicas: Replicas) async throws {
        let (v1, v2, v3) = (
            try await replicas.publish("v1"), try await replicas.publish("v2"), try await replicas.publish("v3")
        )
        try await replicas.first.promote(v1, reason: "", by: "test")
        replicas.clock.advance(30 * 86_400)
        try await replicas.first.promote(v2, reason: "", by: "test")
        await expectRegistryError(.inUse) { try await replicas.second.remove(v2, reason: "", by: "test") }
        replicas.clock.advance(7 * 86_400 - 1)
        await expectRegistryError(.inUse) { try await replicas.second.remove(v1, reason: "", by: "test") }
        try await replicas.second.remove(v3, reason: "never used", by: "test")
        replicas.clock.advance(2)
        try await replicas.second.remove(v1, reason: "old", by: "test")
        #expect(try await replicas.first.versions().map(\.version) == [v2])
        #expect(try await replicas.store.list(prefix: "models/").count == 4)
        let record = try await replicas.first.champion().record
        #expect(record.previous == nil && record.champion == v2)
        await expectRegistryError(.versionNotFound) {
            try await replicas.first.rollback(to: v1, reason: "", by: "test")
        }
        await expectRegistryError(.versionNotFound) { try await replicas.first.remove(v1, reason: "", by: "test") }
        try await replicas.first.publish(try Replicas.artifact("v1"))
        let message = await expectRegistryError(.versionNotFound) {
            try await replicas.first.promote(v1, reason: "", by: "test")
        }
        #expect(message.contains("was removed"))
    }
}
