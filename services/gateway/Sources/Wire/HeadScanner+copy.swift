package import NIOCore

extension HeadScanner {
    /// Appends the lines of the fields that pass, as they came, in runs as long as possible.
    ///
    /// What `Connection` names belongs to the connection too and is left out (RFC 9110, 7.6.1).
    package func copyFields(
        _ head: ByteBuffer,
        into out: inout ByteBuffer,
        leavingOut isLeftOut: (KnownField) -> Bool
    ) {
        let bytes = head.readableBytesUInt8Span
        let named = connectionNames(bytes)
        var runStart = fields.first?.nameStart ?? 0
        var runEnd = runStart
        for field in fields {
            let isNamed = !named.isEmpty && named.contains { $0 == lowercasedName(field, bytes) }
            if isNamed || isLeftOut(field.known) {
                out.writePart(of: head, from: runStart, to: runEnd)
                runStart = field.end
            }
            runEnd = field.end
        }
        out.writePart(of: head, from: runStart, to: runEnd)
    }

    /// What the fields `Connection` name, but for the usual words that name no field.
    private func connectionNames(_ bytes: borrowing Span<UInt8>) -> [String] {
        var names: [String] = []
        for field in fields where field.known == .connection {
            bytes.forEachListMember(from: field.valueStart, to: field.valueEnd) { from, to in
                for word in ["close", "keep-alive", "upgrade"] where bytes.equalsIgnoringCase(word, from: from, to: to)
                {
                    return
                }
                names.append(bytes.text(from: from, to: to).lowercased())
            }
        }
        return names
    }

    private func lowercasedName(_ field: HeadField, _ bytes: borrowing Span<UInt8>) -> String {
        bytes.text(from: field.nameStart, to: field.nameEnd).lowercased()
    }
}

extension ByteBuffer {
    /// Appends the readable bytes `start` to `end` of another buffer.
    mutating func writePart(of other: ByteBuffer, from start: Int, to end: Int) {
        guard start < end else { return }
        writeBytes(other.readableBytesSpan.extracting(start..<end))
    }

    /// Appends `value` in hexadecimal digits.
    mutating func writeHexadecimal(_ value: Int) {
        writeString(String(value, radix: 16))
    }
}
