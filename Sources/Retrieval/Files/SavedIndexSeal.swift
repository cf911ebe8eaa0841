/// The first bytes of a saved index: what it is, of which version, and the checksum of the rest.
package enum SavedIndexSeal {
    /// `ttridx`, the version of the format and a line end.
    private static let magic: [UInt8] = Array("ttridx1\n".utf8)
    static let length = 16

    /// `bytes` with a seal that fits in the place of its first bytes.
    package static func sealed(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= length else { return bytes }
        var sealed = bytes
        var seal = magic
        ColumnBytes.append([ColumnBytes.checksum(bytes, from: length)], to: &seal)
        sealed.replaceSubrange(..<length, with: seal)
        return sealed
    }

    /// Throws unless the seal of `bytes` fits.
    static func check(_ bytes: [UInt8]) throws(IndexFileError) {
        guard bytes.count >= length, bytes.starts(with: magic.dropLast(2)) else {
            throw IndexFileError("this is no saved index")
        }
        guard bytes.starts(with: magic) else { throw IndexFileError("the index is of another version") }
        let expected: [UInt64] = ColumnBytes.column(bytes, at: magic.count, count: 1)
        guard expected.first == ColumnBytes.checksum(bytes, from: length) else {
            throw IndexFileError("the checksum does not fit: the file is damaged")
        }
    }
}
