import Compression
import Foundation
import Testing

struct LineReaderTests {
    @Test(arguments: ["csv", "csv.gz", "csv.zst"])
    func `every line of a file is read, however it is compressed`(suffix: String) throws {
        let plain = sampleText(lines: 50_000)
        try withFile(plain, suffix: suffix) { path in
            let read = try lines(path)
            #expect(read == String(decoding: plain, as: UTF8.self).split(separator: "\n").map(String.init))
        }
    }

    @Test(arguments: [
        ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\n\nb", ["a", "", "b"]), ("a\r\nb\r\n", ["a", "b"]),
    ])
    func `line ends are taken off, empty lines are kept`(text: String, expected: [String]) throws {
        try withFile(Array(text.utf8), suffix: "csv.zst") { path in
            let read = try lines(path)
            #expect(read == expected)
        }
    }

    @Test func `a file that was cut off is reported after its good lines`() throws {
        let compressed = try CommandLineTool.run("zstd", ["-c", "-q"], input: sampleText(lines: 50_000))
        try withFile(Array(compressed.dropLast(100)), named: "cut.zst") { path in
            var reader = try LineReader(path: path)
            var count = 0
            #expect { try reader.forEachLine { _ in count += 1 } } throws: {
                ($0 as? CompressionError)?.code == .truncated
            }
            #expect(count > 1_000)
        }
    }

    @Test func `an endless line is refused`() throws {
        try withFile([UInt8](repeating: 65, count: 1 << 20), suffix: "csv.zst") { path in
            var reader = try LineReader(path: path, lineLimit: 1_000)
            var line: [UInt8] = []
            #expect { try reader.read(into: &line) } throws: { ($0 as? CompressionError)?.code == .tooLarge }
        }
    }

    @Test func `a missing file is reported with its path`() {
        #expect { _ = try LineReader(path: "/nowhere/a.csv") } throws: { error in
            let error = error as? CompressionError
            return error?.code == .unreadable && error?.message.contains("/nowhere/a.csv") == true
        }
    }

    private func lines(_ path: String) throws -> [String] {
        var reader = try LineReader(path: path)
        var lines: [String] = []
        var line: [UInt8] = []
        while try reader.read(into: &line) { lines.append(String(decoding: line, as: UTF8.self)) }
        return lines
    }

    private func withFile(_ plain: [UInt8], suffix: String, _ body: (String) throws -> Void) throws {
        let bytes =
            switch suffix {
            case "csv.gz": try CommandLineTool.run("gzip", ["-c"], input: plain)
            case "csv.zst": try CommandLineTool.run("zstd", ["-c", "-q"], input: plain)
            default: plain
            }
        try withFile(bytes, named: "data.\(suffix)", body)
    }

    private func withFile(_ bytes: [UInt8], named name: String, _ body: (String) throws -> Void) throws {
        try CommandLineTool.withTemporaryFolder { folder in
            let file = folder.appending(path: name)
            try Data(bytes).write(to: file)
            try body(file.path)
        }
    }
}
