import Compression
import Testing

struct ZstdReaderTests {
    @Test(arguments: [0, 1, 100, 200_000])
    func `what zstd compressed we decompress`(lines: Int) throws {
        let plain = sampleText(lines: lines)
        let compressed = try CommandLineTool.run("zstd", ["-c", "-q"], input: plain)
        #expect(try decompress(compressed, chunk: 64 << 10) == plain)
    }

    @Test(arguments: [1, 13, 100_000])
    func `chunks of any size give the same output`(chunk: Int) throws {
        let plain = sampleText(lines: 3_000)
        let compressed = try CommandLineTool.run("zstd", ["-c", "-q", "-19"], input: plain)
        #expect(try decompress(compressed, chunk: chunk, outputLimit: 1_000) == plain)
    }

    @Test func `a tiny output limit bounds every piece`() throws {
        let plain = sampleText(lines: 200)
        let compressed = try CommandLineTool.run("zstd", ["-c", "-q"], input: plain)
        #expect(try decompress(compressed, chunk: 1 << 20, outputLimit: 1) == plain)
    }

    @Test func `frames one behind the other are read as one`() throws {
        let first = try CommandLineTool.run("zstd", ["-c", "-q"], input: Array("first ".utf8))
        let second = try CommandLineTool.run("zstd", ["-c", "-q"], input: Array("second".utf8))
        #expect(try decompress(first + second, chunk: 5) == Array("first second".utf8))
    }

    @Test func `every shortened input is reported as truncated`() throws {
        let compressed = try CommandLineTool.run("zstd", ["-c", "-q"], input: sampleText(lines: 20))
        for length in 0..<compressed.count {
            #expect("length \(length)") { try decompress(Array(compressed.prefix(length)), chunk: 1 << 20) } throws: {
                ($0 as? CompressionError)?.code == .truncated
            }
        }
    }

    @Test func `other bytes are reported as corrupt`() {
        #expect { try decompress(Array("not zstd at all".utf8), chunk: 100) } throws: {
            ($0 as? CompressionError)?.code == .corrupt
        }
    }

    private func decompress(_ bytes: [UInt8], chunk: Int, outputLimit: Int = 128 << 10) throws -> [UInt8] {
        var reader = try ZstdReader(outputLimit: outputLimit)
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            reader.feed(Array(bytes[start..<min(start + chunk, bytes.count)]))
            while let piece = try reader.next() {
                #expect(piece.count <= outputLimit)
                output += piece
            }
        }
        try reader.finish()
        return output
    }
}
