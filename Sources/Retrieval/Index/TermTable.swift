/// Numbers terms in the order in which they are first seen (open addressing, linear probing).
struct TermTable {
    private var keys: [UInt64]
    private var values: [UInt32]
    private var mask: Int
    /// The terms in the order of their numbers.
    private(set) var terms: [UInt64] = []

    init(capacity: Int = 1 << 12) {
        let size = max(16, capacity.nextPowerOfTwo)
        keys = [UInt64](repeating: 0, count: size)
        values = [UInt32](repeating: 0, count: size)
        mask = size - 1
    }

    /// The number of `term`, a new one when it has none.
    @inline(__always)
    mutating func number(of term: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: term >> 1) & mask
        while true {
            // A number is kept plus one: 0 is a free slot.
            let value = values[slot]
            if value == 0 { break }
            if keys[slot] == term { return Int(value) - 1 }
            slot = (slot + 1) & mask
        }
        keys[slot] = term
        terms.append(term)
        values[slot] = UInt32(truncatingIfNeeded: terms.count)
        if terms.count * 2 > mask { grow() }
        return terms.count - 1
    }

    /// The number of `term`, if it has one.
    @inline(__always)
    func existingNumber(of term: UInt64) -> Int? {
        var slot = Int(truncatingIfNeeded: term >> 1) & mask
        while values[slot] != 0 {
            if keys[slot] == term { return Int(values[slot]) - 1 }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The numbers in ascending order of their terms.
    func numbersByTerm() -> [UInt32] {
        // Sorting the terms and looking their numbers up again is faster than sorting numbers by their terms.
        terms.sorted().map { UInt32(truncatingIfNeeded: existingNumber(of: $0) ?? 0) }
    }

    private mutating func grow() {
        let size = (mask + 1) * 4
        keys = [UInt64](repeating: 0, count: size)
        values = [UInt32](repeating: 0, count: size)
        mask = size - 1
        for (number, term) in terms.enumerated() {
            var slot = Int(truncatingIfNeeded: term >> 1) & mask
            while values[slot] != 0 { slot = (slot + 1) & mask }
            keys[slot] = term
            values[slot] = UInt32(truncatingIfNeeded: number + 1)
        }
    }
}

extension Int {
    /// The power of two that is at least this.
    fileprivate var nextPowerOfTwo: Int {
        self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount)
    }
}
