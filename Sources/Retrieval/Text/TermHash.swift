/// Terms as numbers: hot loops compare these, never strings.
///
/// Two different terms share a number with a chance of about 1 in 2^63.
enum TermHash {
    /// Which of the two views of a text a term belongs to; it is the term's lowest bit.
    enum View: Int {
        case pairs = 0
        case words = 1

        /// The view of a term.
        @inline(__always)
        init(of term: UInt64) {
            self = term & 1 == 0 ? .pairs : .words
        }
    }

    /// Two neighbouring characters.
    @inline(__always)
    static func pair(_ first: UInt32, _ second: UInt32) -> UInt64 {
        mix(UInt64(first) << 21 | UInt64(second)) & ~1
    }

    /// A word, or a part of one, of either view.
    @inline(__always)
    static func word(_ scalars: Span<UInt32>, _ range: Range<Int>, view: View) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in range { hash = (hash ^ UInt64(scalars[index])) &* 0x0000_0100_0000_01b3 }
        return mix(hash) & ~1 | UInt64(view.rawValue)
    }

    /// Spreads the bits of a number over all of it (the finaliser of splitmix64), without two numbers becoming one.
    @inline(__always)
    static func mix(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
