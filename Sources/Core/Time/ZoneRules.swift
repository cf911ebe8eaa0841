/// A time zone's offsets from UTC, read from the bytes of a TZif file (RFC 8536), as /usr/share/zoneinfo holds them.
///
/// Only the listed transitions are used, not the rule behind them: files as Debian ships them list those up to 2037.
package struct ZoneRules: Sendable {
    /// Seconds since the epoch at which an offset begins to hold, ascending.
    private var transitions: [Int64] = []
    /// The offset in seconds from each transition on.
    private var offsets: [Int] = []
    private var firstOffset = 0

    /// Nil when the bytes are no TZif file of version 2 or later.
    package init?(tzif bytes: [UInt8]) {
        var file = BigEndianBytes(bytes)
        guard file.take(4) == Array("TZif".utf8), let version = file.take(1)?.first, version >= UInt8(ascii: "2"),
            let first = TZifHeader(&file),
            // The second part, with 64-bit times, begins with magic and version like the first.
            file.take(first.blockLength(timeLength: 4)) != nil, file.take(5) != nil,
            let header = TZifHeader(&file)
        else { return nil }
        guard let times = file.integers(count: header.timeCount, length: 8), let kinds = file.take(header.timeCount),
            let types = file.take(header.typeCount * 6)
        else { return nil }
        let typeOffsets = (0..<header.typeCount).map { index -> Int in
            let start = types.startIndex + index * 6
            return Int(Int32(truncatingIfNeeded: BigEndianBytes.integer(Array(types[start..<start + 4]))))
        }
        guard !typeOffsets.isEmpty, kinds.allSatisfy({ Int($0) < typeOffsets.count }) else { return nil }
        transitions = times
        offsets = kinds.map { typeOffsets[Int($0)] }
        firstOffset = typeOffsets[0]
    }

    /// The offset from UTC in seconds at an instant.
    package func utcOffsetSeconds(at instant: Timestamp) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= instant.seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffset : offsets[low - 1]
    }
}

/// The six counts of a TZif header.
private struct TZifHeader {
    let isUTCount, isStandardCount, leapCount, timeCount, typeCount, characterCount: Int

    init?(_ file: inout BigEndianBytes) {
        guard file.take(15) != nil, let counts = file.integers(count: 6, length: 4),
            counts.allSatisfy({ $0 >= 0 && $0 < 100_000 })
        else { return nil }
        (isUTCount, isStandardCount, leapCount) = (Int(counts[0]), Int(counts[1]), Int(counts[2]))
        (timeCount, typeCount, characterCount) = (Int(counts[3]), Int(counts[4]), Int(counts[5]))
    }

    /// Length in bytes of the block behind the header, whose times are `timeLength` bytes long.
    func blockLength(timeLength: Int) -> Int {
        timeCount * (timeLength + 1) + typeCount * 6 + characterCount + leapCount * (timeLength + 4)
            + isStandardCount + isUTCount
    }
}

/// Takes big-endian integers off the front of bytes.
private struct BigEndianBytes {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    mutating func take(_ count: Int) -> [UInt8]? {
        guard count >= 0, rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func integers(count: Int, length: Int) -> [Int64]? {
        guard let bytes = take(count * length) else { return nil }
        return (0..<count).map { Self.integer(Array(bytes[$0 * length..<($0 + 1) * length])) }
    }

    static func integer(_ bytes: [UInt8]) -> Int64 {
        var value: UInt64 = 0
        for byte in bytes { value = value << 8 | UInt64(byte) }
        return Int64(bitPattern: value)
    }
}
