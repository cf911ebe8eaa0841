/// Appends JSON to a buffer of bytes; commas are its business, balance of brackets is the caller's.
package struct JSONWriter {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    package init(capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    package mutating func beginObject() {
        separate()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
    }

    /// Goes on with an object whose first fields were written elsewhere.
    package mutating func continueObject() {
        needsComma = true
    }

    package mutating func endObject() {
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    package mutating func beginArray() {
        separate()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
    }

    package mutating func endArray() {
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// Writes an object's key. `name` must need no escaping: keys are ours.
    package mutating func key(_ name: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes an object's key that was made ready before: one copy instead of four.
    package mutating func key(_ name: JSONFieldName) {
        separate()
        bytes.append(contentsOf: name.bytes)
        needsComma = false
    }

    package mutating func string(_ value: String) {
        separate()
        appendQuoted(value)
        needsComma = true
    }

    package mutating func integer(_ value: Int) {
        separate()
        appendDecimal(value)
        needsComma = true
    }

    package mutating func bool(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
        needsComma = true
    }

    package mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
        needsComma = true
    }

    /// Writes `value` rounded to `decimals` places (at most 9), trailing zeros left away; not finite, or beyond ±9.2e18, becomes null.
    package mutating func number(_ value: Double, decimals: Int) {
        guard value.isFinite, abs(value) < 9.2e18 else { return null() }
        guard abs(value) < 9e8 else { return integer(Int(value)) }
        separate()
        var scale = 1
        for _ in 0..<decimals { scale *= 10 }
        var scaled = Int((value * Double(scale)).rounded())
        if scaled < 0 {
            bytes.append(UInt8(ascii: "-"))
            scaled = -scaled
        }
        appendDecimal(scaled / scale)
        appendFraction(scaled % scale, scale: scale)
        needsComma = true
    }

    /// Writes bytes that are JSON already.
    package mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    /// Writes ASCII bytes that need no escaping as a string, e.g. a time.
    package mutating func plainString(_ ascii: [UInt8]) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: ascii)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Appends a line feed and starts a new document, for newline-delimited JSON.
    package mutating func endLine() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    @inline(__always)
    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func appendFraction(_ fraction: Int, scale: Int) {
        guard fraction > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        var rest = fraction
        var place = scale / 10
        while rest > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(rest / place))
            rest %= place
            place /= 10
        }
    }

    private mutating func appendDecimal(_ value: Int) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let magnitude = value.magnitude
        if magnitude < 10 { return bytes.append(UInt8(ascii: "0") + UInt8(magnitude)) }
        var divisor: UInt = 10
        while magnitude / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(magnitude / divisor % 10))
            divisor /= 10
        }
    }

    private mutating func appendQuoted(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        guard value.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
            bytes.append(contentsOf: value.utf8)
            bytes.append(UInt8(ascii: "\""))
            return
        }
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(Self.hexDigits[Int(byte >> 4)])
                bytes.append(Self.hexDigits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}

extension JSONWriter {
    package mutating func field(_ name: String, _ value: String) {
        key(name)
        string(value)
    }

    package mutating func field(_ name: String, _ value: Int) {
        key(name)
        integer(value)
    }

    package mutating func field(_ name: String, _ value: Bool) {
        key(name)
        bool(value)
    }

    package mutating func field(_ name: String, _ value: Double, decimals: Int) {
        key(name)
        number(value, decimals: decimals)
    }

    package mutating func field(_ name: JSONFieldName, _ value: Double, decimals: Int) {
        key(name)
        number(value, decimals: decimals)
    }

    /// The bytes of some fields without their object's brackets, to be written many times with `raw`.
    package static func fields(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        write(&writer)
        return writer.bytes
    }

    /// Writes a time as RFC 3339 with offset.
    package mutating func field(_ name: String, _ value: ZonedTimestamp) {
        key(name)
        plainString(value.rfc3339Bytes)
    }
}

/// A key with its quotes and colon, for fields that are written thousands of times.
package struct JSONFieldName: Sendable {
    let bytes: [UInt8]

    /// `name` must need no escaping.
    package init(_ name: String) {
        bytes = Array("\"\(name)\":".utf8)
    }
}
