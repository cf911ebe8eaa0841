import Compression
import Testing

struct GzipTests {
    @Test(arguments: [0, 1, 100, 200_000])
    func `what gzip decompresses is what we compressed`(lines: Int) throws {
        let plain = sampleText(lines: lines)
        #expect(try CommandLineTool.run("gzip", ["-dc"], input: Gzip.compress(plain)) == plain)
    }

    @Test(arguments: [0, 1, 100, 200_000])
    func `what gzip compressed we decompress`(lines: Int) throws {
        let plain = sampleText(lines: lines)
        let compressed = try CommandLineTool.run("gzip", ["-c"], input: plain)
        #expect(try Gzip.decompress(compressed, limit: plain.count) == plain)
        #expect(try Gzip.decompress(compressed.span, limit: plain.count) == plain)
    }

    @Test func `a higher level makes smaller output`() throws {
        let plain = sampleText(lines: 20_000)
        #expect(try Gzip.compress(plain, level: 9).count < Gzip.compress(plain, level: 1).count)
    }

    @Test func `a level that does not exist is refused`() {
        #expect { try Gzip.compress([1], level: 17) } throws: { ($0 as? CompressionError)?.code == .unavailable }
    }

    @Test func `members one behind the other are read as one`() throws {
        let joined = try Gzip.compress(Array("first ".utf8)) + Gzip.compress(Array("second".utf8))
        #expect(try Gzip.decompress(joined, limit: 100) == Array("first second".utf8))
        #expect(try Gzip.decompress(joined + [0, 0, 0], limit: 100) == Array("first second".utf8))
    }

    @Test func `output beyond the limit is refused, also when the input is tiny`() throws {
        let bomb = try Gzip.compress([UInt8](repeating: 0, count: 50 << 20))
        #expect(bomb.count < 100_000)
        #expect { try Gzip.decompress(bomb, limit: 1 << 20) } throws: { ($0 as? CompressionError)?.code == .tooLarge }
    }

    @Test func `every shortened input is reported as truncated`() throws {
        let compressed = try Gzip.compress(sampleText(lines: 20))
        for length in 0..<compressed.count {
            #expect("length \(length)") {
                try Gzip.decompress(Array(compressed.prefix(length)), limit: 1 << 20)
            } throws: {
                ($0 as? CompressionError)?.code == .truncated
            }
        }
    }

    @Test func `a flipped byte is reported as corrupt`() throws {
        var compressed = try Gzip.compress(sampleText(lines: 1_000))
        compressed[compressed.count - 6] ^= 0xFF
        #expect { try Gzip.decompress(compressed, limit: 1 << 20) } throws: {
            ($0 as? CompressionError)?.code == .corrupt
        }
    }

    @Test func `plain text is reported as corrupt`() {
        #expect { try Gzip.decompress(Array("plain text".utf8), limit: 100) } throws: {
            ($0 as? CompressionError)?.code == .corrupt
        }
    }

    @Test func `chunks of any size give the same output in bounded pieces`() throws {
        let plain = sampleText(lines: 5_000)
        let compressed = try Gzip.compress(plain)
        for size in [1, 7, 1_000, compressed.count] {
            var reader = try GzipReader(outputLimit: 4_096)
            var output: [UInt8] = []
            for start in stride(from: 0, to: compressed.count, by: size) {
                reader.feed(Array(compressed[start..<min(start + size, compressed.count)]))
                while let piece = try reader.next() {
                    #expect(piece.count <= 4_096)
                    output += piece
                }
            }
            try reader.finish()
            #expect(output == plain)
        }
    }
}
