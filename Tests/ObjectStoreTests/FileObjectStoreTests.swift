import Core
import Foundation
import ObjectStore
import TestSupport
import Testing

@Suite struct FileObjectStoreTests {
    private func withStore(_ body: (FileObjectStore, TemporaryDirectory) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try await body(FileObjectStore(root: directory.file("store")), directory)
        }
    }

    @Test func `objects come back as they were put`() async throws {
        try await withStore { store, _ in try await StoreContract.objectsComeBack(store) }
    }

    @Test func `large and empty objects come back and the limit holds`() async throws {
        try await withStore { store, _ in try await StoreContract.largeAndEmptyObjectsComeBack(store) }
    }

    @Test func `a put whose condition does not hold changes nothing`() async throws {
        try await withStore { store, _ in try await StoreContract.conditionsHold(store) }
    }

    @Test func `lists are in order and bounded`() async throws {
        try await withStore { store, _ in try await StoreContract.listsAreInOrderAndBounded(store) }
    }

    @Test func `of many writers with one etag exactly one wins`() async throws {
        try await withStore { store, _ in
            let other = FileObjectStore(root: store.root)
            try await StoreContract.oneOfManyWins([store, other])
        }
    }

    @Test func `two processes that count up by conditional puts lose no count`() async throws {
        try await withTemporaryDirectory { directory in
            let root = directory.file("store")
            async let first: Void = countInProcess(root)
            async let second: Void = countInProcess(root)
            _ = await (first, second)
            let store = FileObjectStore(root: root)
            let stored = try await store.get(try ObjectKey("count"), limitBytes: 1_000_000)
            #expect(stored.map { $0.bytes.prefix(8) } == Array("200     ".utf8)[...])
        }
    }

    private func countInProcess(_ root: String) async {
        await #expect(processExitsWith: .success) { [root = root as String] in
            let store = FileObjectStore(root: root)
            let key = try ObjectKey("count")
            var done = 0
            while done < 100 {
                let stored = try await store.get(key, limitBytes: 1_000_000)
                let digits = stored?.bytes.prefix { $0 != UInt8(ascii: " ") } ?? []
                let count = Int(String(decoding: digits, as: UTF8.self)) ?? 0
                // Long, so that comparing etags takes its time and the two meet there.
                let padding = [UInt8](repeating: UInt8(ascii: " "), count: 900_000)
                do {
                    let condition = stored.map { PutCondition.ifMatch($0.etag) } ?? .ifAbsent
                    _ = try await store.put(key, Array(String(count + 1).utf8) + padding, condition: condition)
                    done += 1
                } catch let error as ObjectStoreError where error.code == .conditionFailed {}
            }
        }
    }

    @Test func `readers never see half an object`() async throws {
        try await withStore { store, _ in
            let key = try ObjectKey("model.txt")
            let contents = [[UInt8](repeating: 1, count: 700_000), [UInt8](repeating: 2, count: 400_000)]
            _ = try await store.put(key, contents[0], condition: .none)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for round in 1...30 { _ = try await store.put(key, contents[round % 2], condition: .none) }
                }
                group.addTask {
                    for _ in 1...60 {
                        let bytes = try await store.get(key, limitBytes: 1_000_000)?.bytes
                        #expect(bytes.map(contents.contains) == true)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `what a dead writer left is neither listed nor kept for long`() async throws {
        try await withStore { store, _ in
            _ = try await store.put(try ObjectKey("a"), [1], condition: .none)
            let own = "\(store.root)/.object-store"
            for (name, age) in [("old.part", -90_000.0), ("new.part", -10.0)] {
                try Data([1]).write(to: URL(fileURLWithPath: "\(own)/\(name)"))
                let date = Date(timeIntervalSinceNow: age)
                try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: "\(own)/\(name)")
            }
            _ = try await store.put(try ObjectKey("b"), [1], condition: .none)
            #expect(try await StoreContract.keys(store, "") == ["a", "b"])
            #expect(try Set(FileManager.default.contentsOfDirectory(atPath: own)) == ["lock", "new.part"])
        }
    }

    @Test func `a writer waits no longer than its limit for the lock and leaves nothing behind`() async throws {
        try await withTemporaryDirectory { directory in
            let store = FileObjectStore(root: directory.file("store"), lockTimeout: .milliseconds(50))
            let key = try ObjectKey("a")
            _ = try await store.put(key, [1], condition: .none)
            let holder = try ServerProcess(
                "flock",
                ["--no-fork", "\(store.root)/.object-store/lock", "sleep", "60"],
                logFile: directory.file("flock.log"),
            )
            defer { holder.kill() }
            try await waitUntil("the lock is taken") {
                (try? await store.put(key, [2], condition: .none)) == nil
            }
            let error = await #expect(throws: ObjectStoreError.self) {
                try await store.put(key, [3], condition: .none)
            }
            #expect(error?.code == .unavailable && error?.isRetriable == true)
            // The file goes with the last reference to it, which a thread of the store may hold a moment longer.
            try await waitUntil("the file that was not put is gone") {
                try FileManager.default.contentsOfDirectory(atPath: "\(store.root)/.object-store") == ["lock"]
            }
            holder.kill()
            try await holder.waitForExit()
            _ = try await store.put(key, [4], condition: .none)
            #expect(try await store.get(key, limitBytes: 1)?.bytes == [4])
        }
    }

    @Test func `a key below an object is refused and a folder is no object`() async throws {
        try await withStore { store, _ in
            _ = try await store.put(try ObjectKey("a/b"), [1], condition: .none)
            #expect(try await store.get(try ObjectKey("a"), limitBytes: 10) == nil)
            #expect(try await store.get(try ObjectKey("a/b/c"), limitBytes: 10) == nil)
            for text in ["a/b/c", "a"] {
                let error = await #expect(throws: ObjectStoreError.self) {
                    try await store.put(try ObjectKey(text), [1], condition: .none)
                }
                #expect(error?.code == .invalid)
            }
        }
    }

    @Test func `deleting removes the folders it empties and no other`() async throws {
        try await withStore { store, _ in
            for text in ["m/v1/a", "m/v2/a"] { _ = try await store.put(try ObjectKey(text), [1], condition: .none) }
            try await store.delete(try ObjectKey("m/v1/a"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(store.root)/m") == ["v2"])
        }
    }

    @Test func `a root that cannot be made is reported`() async throws {
        let store = FileObjectStore(root: "/proc/nothing/store")
        #expect(try await store.get(try ObjectKey("a"), limitBytes: 1) == nil)
        #expect(try await store.list(prefix: "") == [])
        let error = await #expect(throws: ObjectStoreError.self) {
            try await store.put(try ObjectKey("a"), [1], condition: .none)
        }
        #expect(error?.message.contains("mkdir") == true)
    }

    @Test func `a cancelled put leaves the object as it was`() async throws {
        try await withStore { store, _ in
            let key = try ObjectKey("a")
            _ = try await store.put(key, [1], condition: .none)
            let task = Task {
                unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                return try await store.put(key, [2], condition: .none)
            }
            let error = await #expect(throws: ObjectStoreError.self) { try await task.value }
            #expect(error?.code == .cancelled)
            #expect(try await store.get(key, limitBytes: 1)?.bytes == [1])
        }
    }
}
