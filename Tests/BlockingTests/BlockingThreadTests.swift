import Blocking
import Foundation
import Testing

@Suite(.timeLimit(.minutes(1)))
struct BlockingThreadTests {
    @Test func `an actor's calls all run on the one thread it names`() async throws {
        let worker = try Worker(name: "worker-one")
        let plain = Threads.current
        var seen: Set<String> = []
        for _ in 0..<50 { seen.insert(await worker.threadIdentifier()) }
        #expect(seen.count == 1)
        #expect(!seen.contains(plain))
        #expect(await worker.threadName() == "worker-one")
    }

    @Test func `two actors run on two threads`() async throws {
        let first = try Worker(name: "first")
        let second = try Worker(name: "second")
        let identifiers = await [first.threadIdentifier(), second.threadIdentifier()]
        #expect(Set(identifiers).count == 2)
    }

    @Test func `jobs run in the order in which they were enqueued`() async throws {
        let worker = try Worker(name: "fifo")
        #expect(await worker.appendFromTasks(count: 500) == Array(0..<500))
    }

    @Test func `blocked actors leave the cooperative pool free`() async throws {
        let count = ProcessInfo.processInfo.activeProcessorCount * 4
        let workers = try (0..<count).map { try Worker(name: "blocked-\($0)") }
        let entered = DispatchSemaphore(value: 0)
        let gate = DispatchSemaphore(value: 0)
        await withTaskGroup(of: Void.self) { group in
            for worker in workers {
                group.addTask { await worker.block(entered: entered, gate: gate) }
            }
            // Every worker is inside a blocking call before the plain task below is asked to run.
            await runOnOtherThread { for _ in 0..<count { entered.wait() } }
            let answer = await Task { 42 }.value
            #expect(answer == 42)
            for _ in 0..<count { gate.signal() }
        }
    }

    @Test func `an actor knows that it is isolated, and other code that it is not`() async throws {
        let thread = try BlockingThread(name: "isolation")
        #expect(thread.isIsolatingCurrentContext() == false)
        let worker = try Worker(name: "isolation-2")
        #expect(await worker.isIsolated())
    }

    @Test func `a released executor ends its thread`() async throws {
        let name = "short-lived"
        var worker: Worker? = try Worker(name: name)
        #expect(await worker?.threadName() == name)
        #expect(Threads.count(named: name) == 1)
        worker = nil
        try await eventually { Threads.count(named: name) == 0 }
    }

    @Test func `an actor whose last reference dies on its own thread ends it too`() async throws {
        let name = "self-released"
        let worker = Shared<Worker?>(try Worker(name: name))
        await Task { await worker.exchange(nil)?.outlive() }.value
        try await eventually { Threads.count(named: name) == 0 }
    }

    @Test func `the threads leave the signals of the process to others`() async throws {
        let worker = try Worker(name: "masked")
        let mask = try #require(await worker.blockedSignals())
        #expect(mask & (1 << (SIGTERM - 1)) != 0)
        #expect(mask & (1 << (SIGPIPE - 1)) != 0)
        #expect(mask & (1 << (SIGSEGV - 1)) == 0)
    }
}

private actor Worker {
    private let thread: BlockingThread
    private var values: [Int] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe thread.asUnownedSerialExecutor()
    }

    init(name: String) throws {
        thread = try BlockingThread(name: name)
    }

    func threadIdentifier() -> String { Threads.current }
    func threadName() -> String { Threads.currentName }
    func isIsolated() -> Bool { thread.isIsolatingCurrentContext() == true }

    func block(entered: DispatchSemaphore, gate: DispatchSemaphore) {
        entered.signal()
        gate.wait()
    }

    /// The tasks start on this actor, so they are enqueued one after the other while this method holds the thread.
    func appendFromTasks(count: Int) async -> [Int] {
        let tasks = (0..<count).map { value in Task { append(value) } }
        for task in tasks { await task.value }
        return values
    }

    func outlive() async {
        await Task.yield()
    }

    func blockedSignals() -> UInt64? {
        let status = try? String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("SigBlk:") }
        return line.flatMap { UInt64($0.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16) }
    }

    private func append(_ value: Int) { values.append(value) }
}
