import Core
import Foundation
import ObjectStore
import PredictorService
import TestSupport
import Testing

@Suite struct ChampionRecordTests {
    private func handmade() -> HandmadeRecord {
        var record = HandmadeRecord()
        record.add("promote", "v1")
        record.add("refuse", "v2", at: "2026-11-22T10:00:00+00:00")
        record.add("promote", "v2", at: "2026-11-22T11:00:00.250+00:00")
        record.add("shadow", "v3", at: "2026-11-22T12:00:00+00:00")
        return record
    }

    private func tamperingIsNoticed(
        _ json: [UInt8],
        naming word: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let error = #expect(throws: RegistryError.self, sourceLocation: sourceLocation) {
            try ChampionRecord(json: json)
        }
        #expect(error?.code == .tampered, sourceLocation: sourceLocation)
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")", sourceLocation: sourceLocation)
    }

    @Test func `a record written by hand after the format's description is read and written back`() throws {
        let record = try ChampionRecord(json: handmade().json)
        #expect(record.champion?.description == "v2" && record.previous?.description == "v1")
        #expect(record.headHash == handmade().head)
        #expect(try ChampionRecord(json: record.json) == record)
    }

    @Test func `every altered field names its entry`() throws {
        let record = handmade()
        let changes = [
            ("\"v2\",\"previous\"", "\"v9\",\"previous\""), ("promote", "rollback"), ("\"r\"", "\"x\""),
            ("\"test\"", "\"somebody\""), ("11:00:00.25", "11:00:00.26"), ("\"sequence\":3", "\"sequence\":4"),
            ("\"previous\":\"v1\"", "\"previous\":null"), ("promote", "invent"), ("\"hash\":\"", "\"hash\":\"0"),
        ]
        for (old, new) in changes {
            var entries = record.entries
            #expect(entries[2].contains(old))
            entries[2] = entries[2].replacingOccurrences(of: old, with: new)
            let named = new == "\"sequence\":4" ? "entry 4" : "entry 3"
            tamperingIsNoticed(record.json(entries: entries, head: record.head), naming: named)
        }
    }

    @Test func `removed, exchanged and added entries are noticed`() throws {
        let record = handmade()
        for index in 0..<3 {
            var entries = record.entries
            entries.remove(at: index)
            tamperingIsNoticed(record.json(entries: entries, head: record.head), naming: "entry \(index + 2)")
        }
        tamperingIsNoticed(
            record.json(entries: Array(record.entries.dropLast()), head: record.head),
            naming: "head_hash"
        )
        var swapped = record.entries
        swapped.swapAt(0, 1)
        tamperingIsNoticed(record.json(entries: swapped, head: record.head), naming: "entry 2")
        tamperingIsNoticed(record.json(entries: [], head: record.head), naming: "champion")
    }

    @Test func `a champion that does not follow from the history is noticed`() throws {
        let text = String(decoding: handmade().json, as: UTF8.self)
        let altered = text.replacingOccurrences(of: "\"champion\":\"v2\"", with: "\"champion\":\"v1\"")
        tamperingIsNoticed(Array(altered.utf8), naming: "champion v1")
        let newer = text.replacingOccurrences(of: "\"format\":1", with: "\"format\":2")
        tamperingIsNoticed(Array(newer.utf8), naming: "format 2")
    }

    @Test func `no cut and no flipped bit is read as something else`() throws {
        let json = handmade().json
        let whole = try ChampionRecord(json: json)
        for length in 0..<json.count - 1 {
            #expect(throws: RegistryError.self) { try ChampionRecord(json: Array(json[..<length])) }
        }
        var generator = SeededGenerator(state: 7)
        for _ in 0..<2_000 {
            var bytes = json
            let index = Int(generator.next() % UInt64(json.count))
            bytes[index] ^= 1 << UInt8(generator.next() % 8)
            // Blanks between fields may change into others; what is read must be the same.
            if let record = try? ChampionRecord(json: bytes) { #expect(record == whole) }
        }
    }

    @Test func `a full history takes a change of champion and nothing else`() async throws {
        try await withTemporaryDirectory { directory in
            let store = FileObjectStore(root: directory.path)
            let registry = ModelRegistry(store: store)
            var record = HandmadeRecord()
            record.add("promote", "v0")
            for number in 2...9_000 { record.add("refuse", "v\(number)") }
            _ = try await store.put(try ObjectKey("model_version.json"), record.json, condition: .none)
            let version = try ModelVersion("v1")
            await expectRegistryError(.historyFull) { try await registry.refuse(version, reason: "", by: "test") }
            try await registry.publish(try Replicas.artifact("v1"))
            let stored = try await registry.promote(version, reason: "", by: "test")
            #expect(stored.record.history.count == 9_001)
            #expect(stored.record.champion == version)
            let limit = try #require(try await store.head(try ObjectKey("model_version.json"))).size
            #expect(limit < 4 << 20)
        }
    }

    @Test func `a clock that runs behind makes no entry older than the last`() async throws {
        try await withTemporaryDirectory { directory in
            let store = FileObjectStore(root: directory.path)
            let replicas = Replicas(store, store)
            let (v1, v2) = (try await replicas.publish("v1"), try await replicas.publish("v2"))
            try await replicas.first.promote(v1, reason: "", by: "test")
            replicas.clock.advance(-3_600)
            let record = try await replicas.second.promote(v2, reason: "", by: "test").record
            #expect(record.history.map(\.at) == [RegistryClock.start, RegistryClock.start])
            #expect(record.champion(at: RegistryClock.start) == v2)
        }
    }

    @Test func `texts and metrics that an entry does not take are refused`() async throws {
        try await withTemporaryDirectory { directory in
            let registry = ModelRegistry(store: FileObjectStore(root: directory.path))
            let version = try ModelVersion("v1")
            let long = String(repeating: "x", count: 501)
            await expectRegistryError(.invalid) { try await registry.refuse(version, reason: long, by: "test") }
            await expectRegistryError(.invalid) { try await registry.refuse(version, reason: "", by: "") }
            for metrics in [["a": Double.nan], ["a": .infinity], ["a b": 1], ["a": 1e300]] {
                await expectRegistryError(.invalid) {
                    try await registry.refuse(version, reason: "", by: "test", metrics: metrics)
                }
            }
            #expect(try await registry.champion().etag == nil)
        }
    }
}
