/// Request ids shaped like UUIDs of version 4, without a system call each: seeded once from the system's generator, then
/// SplitMix64 (G. Steele et al., 2014). They tell requests apart and protect nothing. For one event loop.
package struct RequestIDGenerator {
    package init() {}

    private var state = UInt64.random(in: 0...UInt64.max)
    private static let hexDigits = Array("0123456789abcdef".utf8)

    package mutating func next() -> String {
        Self.text(nextWord(), nextWord())
    }

    /// A UUID of version 4 (RFC 9562, 5.4) from 128 random bits, of which it keeps 122.
    static func text(_ high: UInt64, _ low: UInt64) -> String {
        let high = high & 0xffff_ffff_ffff_0fff | 0x4000
        let low = low & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for position in 0..<32 {
            if position == 8 || position == 12 || position == 16 || position == 20 { text.append(UInt8(ascii: "-")) }
            let word = position < 16 ? high : low
            text.append(hexDigits[Int(word >> (60 - UInt64(position % 16) * 4) & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// 64 bits that nobody takes for secret.
    package mutating func nextWord() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}
