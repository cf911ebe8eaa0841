import Core
import ObjectStore
import Testing

/// What every store must do; each test runs on files and on S3.
enum StoreContract {
    static func objectsComeBack(_ store: any ObjectStorage) async throws {
        for text in ["a", "models/v1/model.txt", "with space/ü=1+2&3%41~'(é).txt", ".hidden/…"] {
            let key = try ObjectKey(text)
            let bytes = Array("content of \(text)".utf8)
            let etag = try await store.put(key, bytes, condition: .none)
            #expect(try await store.get(key, limitBytes: 1000) == StoredObject(bytes: bytes, etag: etag))
            let info = try #require(try await store.head(key))
            #expect((info.key, info.size, info.etag) == (key, bytes.count, etag))
            #expect(abs(info.modifiedAt.secondsSince(WallClock.realNow())) < 60)
            try await store.delete(key)
            #expect(try await store.get(key, limitBytes: 1000) == nil)
            #expect(try await store.head(key) == nil)
            try await store.delete(key)
        }
    }

    static func largeAndEmptyObjectsComeBack(_ store: any ObjectStorage) async throws {
        let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        for bytes in [[], large] {
            let key = try ObjectKey("size-\(bytes.count)")
            _ = try await store.put(key, bytes, condition: .none)
            #expect(try await store.get(key, limitBytes: bytes.count)?.bytes == bytes)
            #expect(try await store.head(key)?.size == bytes.count)
        }
        let error = await #expect(throws: ObjectStoreError.self) {
            try await store.get(try ObjectKey("size-\(large.count)"), limitBytes: large.count - 1)
        }
        #expect(error?.code == .tooLarge)
    }

    static func conditionsHold(_ store: any ObjectStorage) async throws {
        let key = try ObjectKey("a/record.json")
        await expectConditionFailure { try await store.put(key, [1], condition: .ifMatch("\"0\"")) }
        let first = try await store.put(key, [1], condition: .ifAbsent)
        await expectConditionFailure { try await store.put(key, [2], condition: .ifAbsent) }
        let second = try await store.put(key, [2], condition: .ifMatch(first))
        #expect(first != second)
        await expectConditionFailure { try await store.put(key, [3], condition: .ifMatch(first)) }
        #expect(try await store.get(key, limitBytes: 1)?.bytes == [2])
        try await store.delete(key)
        await expectConditionFailure { try await store.put(key, [3], condition: .ifMatch(second)) }
        #expect(try await store.get(key, limitBytes: 1) == nil)
    }

    static func oneOfManyWins(_ stores: [any ObjectStorage]) async throws {
        let key = try ObjectKey("race.json")
        // Long, so that comparing etags takes its time and the writers meet there.
        let padding = [UInt8](repeating: 0, count: 300_000)
        var etag = try await stores[0].put(key, [0] + padding, condition: .ifAbsent)
        for round in 1...10 {
            let condition = PutCondition.ifMatch(etag)
            let winners = try await withThrowingTaskGroup(of: String?.self) { group in
                for (index, store) in (stores + stores + stores).enumerated() {
                    group.addTask {
                        do {
                            let bytes = [UInt8(round), UInt8(index)] + padding
                            return try await store.put(key, bytes, condition: condition)
                        } catch let error as ObjectStoreError where error.code == .conditionFailed {
                            return nil
                        }
                    }
                }
                return try await group.compactMap { $0 }.reduce(into: []) { $0.append($1) }
            }
            #expect(winners.count == 1)
            let stored = try #require(try await stores[0].get(key, limitBytes: 1_000_000))
            #expect(stored.etag == winners.first)
            etag = stored.etag
        }
    }

    static func listsAreInOrderAndBounded(_ store: any ObjectStorage) async throws {
        for text in ["b/2", "b/10", "b/1", "b-side", "a/x/y", "bc/1"] {
            _ = try await store.put(try ObjectKey(text), Array(text.utf8), condition: .none)
        }
        #expect(try await keys(store, "") == ["a/x/y", "b-side", "b/1", "b/10", "b/2", "bc/1"])
        #expect(try await keys(store, "b/") == ["b/1", "b/10", "b/2"])
        #expect(try await keys(store, "b") == ["b-side", "b/1", "b/10", "b/2", "bc/1"])
        #expect(try await keys(store, "b/1") == ["b/1", "b/10"])
        #expect(try await keys(store, "a/x/") == ["a/x/y"])
        #expect(try await keys(store, "nothing/") == [])
        #expect(try await store.list(prefix: "a").first?.size == 5)
        let error = await #expect(throws: ObjectStoreError.self) { try await store.list(prefix: "b", limit: 4) }
        #expect(error?.code == .tooLarge)
    }

    static func keys(_ store: any ObjectStorage, _ prefix: String) async throws -> [String] {
        try await store.list(prefix: prefix).map(\.key.description)
    }
}

/// Expects a `conditionFailed`.
func expectConditionFailure(
    _ body: () async throws -> String,
    sourceLocation: SourceLocation = #_sourceLocation
) async {
    let error = await #expect(throws: ObjectStoreError.self, sourceLocation: sourceLocation) { _ = try await body() }
    #expect(error?.code == .conditionFailed, sourceLocation: sourceLocation)
}
