import Blocking
import Foundation
import Testing

@Suite(.timeLimit(.minutes(1)))
struct BlockingPoolTests {
    @Test func `work runs on a pool thread and its value comes back`() async throws {
        let pool = try BlockingPool(name: "values", threads: 1, queueLimit: 4)
        #expect(try await pool.run { Threads.currentName } == "values-0")
    }

    @Test func `what the work throws is thrown to the caller`() async throws {
        let pool = try BlockingPool(name: "errors", threads: 1, queueLimit: 4)
        await #expect(throws: CocoaError.self) {
            try await pool.run { throw CocoaError(.fileNoSuchFile) }
        }
    }

    @Test func `a full queue refuses instead of growing`() async throws {
        let pool = try BlockingPool(name: "full", threads: 1, queueLimit: 2)
        let gate = Gate()
        let running = Task { try await pool.run { gate.pass() } }
        await runOnOtherThread { gate.awaitArrival() }
        let queued = (0..<2).map { value in Task { try await pool.run { value } } }
        try await eventually { pool.pending == 2 }
        await #expect { try await pool.run {} } throws: { ($0 as? BlockingError)?.code == .queueFull }
        gate.open()
        try await running.value
        #expect(try await queued[0].value + queued[1].value == 1)
    }

    @Test func `work that was cancelled while it waited never begins`() async throws {
        let pool = try BlockingPool(name: "cancelled", threads: 1, queueLimit: 2)
        let gate = Gate()
        let running = Task { try await pool.run { gate.pass() } }
        await runOnOtherThread { gate.awaitArrival() }
        let began = CancellationFlag()
        let waiting = Task { try await pool.run { began.set() } }
        try await eventually { pool.pending == 1 }
        waiting.cancel()
        gate.open()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(!began.isSet)
        try await running.value
    }

    @Test func `four callers share two threads and all are served`() async throws {
        let pool = try BlockingPool(name: "shared", threads: 2, queueLimit: 100)
        let names = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { try await pool.run { Threads.currentName } } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(names.count == 100)
        #expect(Set(names).isSubset(of: ["shared-0", "shared-1"]))
    }

    @Test func `a released pool ends its threads`() async throws {
        var pool: BlockingPool? = try BlockingPool(name: "ends", threads: 2, queueLimit: 1)
        #expect(try await pool?.run { 1 } == 1)
        pool = nil
        try await eventually { Threads.count(named: "ends-0") + Threads.count(named: "ends-1") == 0 }
    }

    @Test func `the shared pool serves everybody`() async throws {
        #expect(try await runBlocking { Threads.currentName }.hasPrefix("blocking-"))
    }
}

/// Holds a thread until the test lets it go.
private struct Gate: Sendable {
    private let arrived = DispatchSemaphore(value: 0)
    private let opened = DispatchSemaphore(value: 0)

    func pass() {
        arrived.signal()
        opened.wait()
    }

    func awaitArrival() { arrived.wait() }
    func open() { opened.signal() }
}
