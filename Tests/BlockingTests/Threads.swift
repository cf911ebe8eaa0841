import Foundation
import Testing

/// What the kernel says about the threads of this process.
enum Threads {
    /// The calling thread's path below `/proc`, which is unique.
    static var current: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")) ?? ""
    }

    static var currentName: String { name(at: "/proc/thread-self/comm") }

    static func count(named wanted: String) -> Int {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        return tasks.count { name(at: "/proc/self/task/\($0)/comm") == wanted }
    }

    private static func name(at path: String) -> String {
        let name = try? String(contentsOfFile: path, encoding: .utf8)
        return name?.trimmingCharacters(in: .newlines) ?? ""
    }
}

/// Waits for a condition that comes true by itself; the suite's time limit is the other end.
func eventually(_ condition: () async -> Bool) async throws {
    while !(await condition()) { try await Task.sleep(for: .milliseconds(2)) }
}

/// Runs blocking test code where it does not block a cooperative thread.
func runOnOtherThread(_ body: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread {
            body()
            continuation.resume()
        }
    }
}
