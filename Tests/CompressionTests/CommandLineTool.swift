import Foundation
import Testing

/// Runs a compressor of the command line on a temporary file.
enum CommandLineTool {
    /// Pipes `input` through `program` and returns what it prints.
    static func run(_ program: String, _ arguments: [String], input: [UInt8]) throws -> [UInt8] {
        try withTemporaryFolder { folder in
            let source = folder.appending(path: "input")
            let target = folder.appending(path: "output")
            try Data(input).write(to: source)
            try Data().write(to: target)
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/\(program)")
            process.arguments = arguments
            process.standardInput = try FileHandle(forReadingFrom: source)
            process.standardOutput = try FileHandle(forWritingTo: target)
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0)
            return [UInt8](try Data(contentsOf: target))
        }
    }

    static func withTemporaryFolder<T>(_ body: (URL) throws -> T) throws -> T {
        let folder = FileManager.default.temporaryDirectory.appending(path: "compression-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}

/// Bytes that compress neither too well nor too badly, the same on every run.
func sampleText(lines: Int) -> [UInt8] {
    var state: UInt64 = 42
    var text = ""
    for line in 0..<lines {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += "\(line),역 \(state >> 40),\(state % 97)\n"
    }
    return Array(text.utf8)
}
