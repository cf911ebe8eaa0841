import Core
import Curl
import Foundation
import Glibc
import Testing

/// A Python program of `Servers` as a child process on a free loopback port.
///
/// It ends when its standard input does, so that it cannot outlive the tests, whatever becomes of them.
final class PythonServer: Sendable {
    let port: Int
    private let process: Process
    private let input: Pipe
    private let directory: URL

    var url: String { "http://127.0.0.1:\(port)" }

    /// Starts the program and waits until it listens. Failing to is an error that says what it printed.
    init(_ program: String, _ arguments: [String] = []) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("models-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let portFile = directory.appendingPathComponent("port").path
        let logFile = directory.appendingPathComponent("log")
        _ = FileManager.default.createFile(atPath: logFile.path, contents: nil)
        let script = try #require(Bundle.module.url(forResource: program, withExtension: "py", subdirectory: "Servers"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Python.path)
        process.arguments = [script.path, portFile] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
        let input = Pipe()
        process.standardInput = input
        process.standardError = try FileHandle(forWritingTo: logFile)
        try process.run()
        self.process = process
        self.input = input
        self.directory = directory
        port = try await Self.port(in: portFile, of: process, log: logFile)
    }

    deinit {
        stop()
    }

    /// Ends the program by its id; ports of ended servers refuse connections.
    func stop() {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        // Nothing can be done about files that do not go away.
        try? FileManager.default.removeItem(at: directory)
    }

    private static func port(in file: String, of process: Process, log: URL) async throws -> Int {
        let end = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < end, process.isRunning {
            if let text = try? String(contentsOfFile: file, encoding: .utf8), let port = Int(text) { return port }
            try await Task.sleep(for: .milliseconds(10))
        }
        let said = try? String(contentsOf: log, encoding: .utf8)
        throw ServerFailure(description: "\(process.arguments?.first ?? "") did not start: \(said ?? "")")
    }
}

/// A server that could not be started.
struct ServerFailure: Error, CustomStringConvertible {
    let description: String
}

/// Runs `body` with a server that is gone afterwards.
func withPythonServer<Value>(
    _ program: String,
    _ arguments: [String] = [],
    _ body: (PythonServer) async throws -> Value
) async throws -> Value {
    let server = try await PythonServer(program, arguments)
    defer { server.stop() }
    return try await body(server)
}
