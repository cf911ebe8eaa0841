/// Reads what ``IndexFileWriter`` wrote; bytes that nobody wrote so are an error, never a crash.
struct IndexFileReader {
    private let bytes: [UInt8]
    private(set) var position: Int

    init(_ bytes: [UInt8], from position: Int) {
        self.bytes = bytes
        self.position = position
    }

    mutating func readInt(_ range: ClosedRange<Int>, _ what: String) throws(IndexFileError) -> Int {
        let column: [UInt64] = try read(count: 1)
        guard let first = column.first, let value = Int(exactly: first), range.contains(value) else {
            throw IndexFileError(what, at: position)
        }
        return value
    }

    mutating func readFloat(_ range: ClosedRange<Float>, _ what: String) throws(IndexFileError) -> Float {
        let column: [Float] = try read(count: 1)
        guard let value = column.first, range.contains(value) else { throw IndexFileError(what, at: position) }
        return value
    }

    /// A column with its count before it.
    mutating func readColumn<Element: ColumnElement>() throws(IndexFileError) -> [Element] {
        try read(count: readInt(0...bytes.count, "a column is longer than the file"))
    }

    mutating func readColumn<Element: ColumnElement>(count: Int) throws(IndexFileError) -> [Element] {
        let column: [Element] = try readColumn()
        guard column.count == count else { throw IndexFileError("a column has another length", at: position) }
        return column
    }

    mutating func readText() throws(IndexFileError) -> String {
        String(decoding: try readColumn() as [UInt8], as: UTF8.self)
    }

    mutating func readTexts(count: Int) throws(IndexFileError) -> [String?] {
        let lengths: [UInt32] = try readColumn(count: count)
        let all: [UInt8] = try readColumn()
        var texts: [String?] = []
        texts.reserveCapacity(count)
        var start = 0
        for length in lengths {
            guard length != .max else {
                texts.append(nil)
                continue
            }
            let end = start + Int(length)
            guard end <= all.count else { throw IndexFileError("texts are longer than their bytes", at: position) }
            texts.append(String(decoding: all[start..<end], as: UTF8.self))
            start = end
        }
        return texts
    }

    func expectEnd() throws(IndexFileError) {
        guard position == bytes.count else { throw IndexFileError("bytes behind the end", at: position) }
    }

    private mutating func read<Element: ColumnElement>(count: Int) throws(IndexFileError) -> [Element] {
        let (size, isTooLarge) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        guard !isTooLarge, count >= 0, size <= bytes.count - position else {
            throw IndexFileError("the file ends too early", at: position)
        }
        defer { position += size }
        return ColumnBytes.column(bytes, at: position, count: count)
    }
}
