/// Writes the parts of a saved index one after another.
struct IndexFileWriter {
    private(set) var bytes: [UInt8]

    /// - Parameter count: zeros at the start, to be replaced.
    init(reserving count: Int) {
        bytes = [UInt8](repeating: 0, count: count)
    }

    mutating func write(_ value: Int) {
        write([UInt64(truncatingIfNeeded: value)], counted: false)
    }

    mutating func write(_ value: Float) {
        write([value], counted: false)
    }

    /// A column with its count before it.
    mutating func write<Element: ColumnElement>(_ column: [Element]) {
        write(column, counted: true)
    }

    mutating func write(_ text: String) {
        write(Array(text.utf8))
    }

    /// Texts as one column of lengths and one of bytes; a missing one has the length 2^32 − 1.
    mutating func write(_ texts: [String?]) {
        var lengths: [UInt32] = []
        var all: [UInt8] = []
        for text in texts {
            guard let text else {
                lengths.append(.max)
                continue
            }
            lengths.append(UInt32(truncatingIfNeeded: text.utf8.count))
            all.append(contentsOf: text.utf8)
        }
        write(lengths)
        write(all)
    }

    private mutating func write<Element: ColumnElement>(_ column: [Element], counted: Bool) {
        if counted { write(column.count) }
        ColumnBytes.append(column, to: &bytes)
    }
}
