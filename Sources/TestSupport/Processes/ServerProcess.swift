import Foundation
import Glibc
import Synchronization

/// A child process with its output in a file; killed at the latest when the last reference goes.
package final class ServerProcess: Sendable {
    /// The name in error messages: the executable's.
    package let name: String
    /// Standard output and standard error together.
    package let logFile: String

    private let process: Process
    private let exitStatus = Mutex<Int32?>(nil)

    /// Starts `executable` (a path, or a name looked up in PATH); `environment` is added to the test's own.
    package init(
        _ executable: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        directory: String? = nil,
        logFile: String
    ) throws {
        guard let path = Self.find(executable) else { throw ProcessFixtureError("\(executable) is not installed") }
        guard FileManager.default.createFile(atPath: logFile, contents: nil),
            let output = FileHandle(forWritingAtPath: logFile)
        else {
            throw ProcessFixtureError("cannot write \(logFile)")
        }
        name = (path as NSString).lastPathComponent
        self.logFile = logFile
        process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        process.terminationHandler = { [weak self] process in
            self?.exitStatus.withLock { $0 = process.terminationStatus }
        }
        try process.run()
        try output.close()
    }

    deinit {
        if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
    }

    package var pid: Int32 { process.processIdentifier }

    package var isRunning: Bool { process.isRunning }

    /// What the process has written so far.
    package var log: String { (try? String(contentsOfFile: logFile, encoding: .utf8)) ?? "" }

    /// The path of an executable: itself when it has a slash, else from PATH; nil when there is none.
    package static func find(_ executable: String) -> String? {
        guard !executable.contains("/") else {
            return FileManager.default.isExecutableFile(atPath: executable) ? executable : nil
        }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let directories: [Substring] = path.split(separator: ":") + ["/usr/sbin", "/sbin"]
        return directories.map { "\($0)/\(executable)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Asks the process to end (SIGTERM).
    package func terminate() { signal(SIGTERM) }
    /// Ends the process without its doing (SIGKILL).
    package func kill() { signal(SIGKILL) }
    /// Freezes the process (SIGSTOP); the kernel goes on accepting its connections.
    package func suspend() { signal(SIGSTOP) }
    /// Lets a frozen process go on (SIGCONT).
    package func resume() { signal(SIGCONT) }

    /// Sends a signal if the process still runs.
    package func signal(_ number: Int32) {
        if process.isRunning { Glibc.kill(process.processIdentifier, number) }
    }

    /// Waits for the end and returns the exit status, or the number of the signal that ended it.
    @discardableResult
    package func waitForExit(within limit: Duration = .seconds(10)) async throws -> Int32 {
        try await waitUntil("\(name) exits", within: limit) { !process.isRunning }
        return exitStatus.withLock { $0 } ?? process.terminationStatus
    }

    /// Ends the process, by force when SIGTERM has not ended it in time.
    package func stop(within limit: Duration = .seconds(5)) async throws {
        resume()
        terminate()
        do {
            try await waitForExit(within: limit)
        } catch {
            kill()
            try await waitForExit()
        }
    }

    /// Waits until something listens on the port; throws with the log when the process ends or time runs out.
    package func waitForPort(_ port: Int, within limit: Duration = .seconds(30)) async throws {
        try await waitUntilReady("listens on \(port)", within: limit) { FreePort.isOpen(port) }
    }

    /// Waits until `isReady`; throws with the end of the log when the process ends or time runs out.
    package func waitUntilReady(
        _ what: String = "is ready",
        within limit: Duration = .seconds(30),
        isReady: () async throws -> Bool
    ) async throws {
        do {
            try await waitUntil("\(name) \(what)", within: limit) {
                guard process.isRunning else { throw ProcessFixtureError("\(name) ended early") }
                return try await isReady()
            }
        } catch {
            throw ProcessFixtureError("\(error); the end of its log:\n\(log.suffix(2_000))")
        }
    }
}

/// Asks every 10 ms until `condition` holds; throws when that takes longer than `limit`.
package func waitUntil(
    _ what: String,
    within limit: Duration = .seconds(20),
    condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            throw ProcessFixtureError("waited \(limit) in vain until \(what)")
        }
        try await Task.sleep(for: .milliseconds(10))
    }
}
