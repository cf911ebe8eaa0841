/// Reads the lines of a `.zst`, `.gz` or plain file in constant memory; blocks its thread while the disk is read.
package struct LineReader: ~Copyable {
    private var source: FileSource
    private var chunk: [UInt8] = []
    private var offset = 0
    private var isAtEnd = false
    private let lineLimit: Int

    /// Opens the file at `path`; its suffix says how it is compressed. A line may have `lineLimit` bytes.
    package init(path: String, lineLimit: Int = 1 << 20) throws(CompressionError) {
        source = try FileSource(path: path)
        self.lineLimit = lineLimit
    }

    /// Replaces `line` by the next line without its `\n` or `\r\n`; false at the end of the file.
    ///
    /// The array's storage is reused. Throws `tooLarge` for an overlong line, `truncated` and `corrupt` for the file.
    package mutating func read(into line: inout [UInt8]) throws(CompressionError) -> Bool {
        line.removeAll(keepingCapacity: true)
        var sawAny = false
        while try refill() {
            sawAny = true
            let end = endOfLine()
            guard line.count + (end - offset) <= lineLimit else {
                throw CompressionError(.tooLarge, "a line of more than \(lineLimit) bytes")
            }
            line += chunk[offset..<end]
            offset = end
            if end < chunk.count {
                offset += 1
                break
            }
        }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return sawAny
    }

    /// Calls `body` with every line that is left.
    package mutating func forEachLine(_ body: (Span<UInt8>) throws -> Void) throws {
        var line: [UInt8] = []
        while try read(into: &line) {
            try body(line.span)
        }
    }

    private mutating func refill() throws(CompressionError) -> Bool {
        while offset >= chunk.count, !isAtEnd {
            if let next = try source.next() {
                chunk = next
                offset = 0
            } else {
                isAtEnd = true
            }
        }
        return offset < chunk.count
    }

    private func endOfLine() -> Int {
        var index = offset
        let bytes = chunk.span
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
        return index
    }
}
