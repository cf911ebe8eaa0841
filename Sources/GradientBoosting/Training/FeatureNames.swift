/// Checks on the names of features that hold for both libraries.
enum FeatureNames {
    /// Throws unless there is one name a column, each once, without characters that one of the formats cannot carry.
    static func check(_ names: [String], columnCount: Int) throws(BoosterError) {
        guard names.count == columnCount else {
            throw BoosterError("\(names.count) feature names for \(columnCount) columns")
        }
        guard Set(names).count == names.count else { throw BoosterError("a feature name is there twice") }
        for name in names where name.isEmpty || name.utf8.contains(where: isRefused) {
            throw BoosterError("feature name '\(name)' is empty or has white space or one of \",:[]{}<")
        }
    }

    private static func isRefused(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x7F || "\",:[]{}<\\".utf8.contains(byte)
    }

    /// Calls `body` with the names as C strings, valid until it returns.
    @unsafe
    static func withCStrings<T, E: Error>(
        _ names: [String],
        _ body: (UnsafeMutablePointer<UnsafePointer<CChar>?>) throws(E) -> T
    ) throws(E) -> T {
        var bytes: [CChar] = []
        var starts: [Int] = []
        for name in names {
            starts.append(bytes.count)
            bytes.append(contentsOf: name.utf8.map { CChar(bitPattern: $0) } + [0])
        }
        return try unsafe bytes.withUnsafeBufferPointer { buffer throws(E) in
            var pointers = unsafe starts.map { start in unsafe buffer.baseAddress.map { unsafe $0 + start } }
            return try unsafe pointers.withUnsafeMutableBufferPointer { pointers throws(E) in
                guard let base = pointers.baseAddress else { preconditionFailure("a table has a column") }
                return try unsafe body(base)
            }
        }
    }
}
