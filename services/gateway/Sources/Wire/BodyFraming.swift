/// Where a message's body ends (RFC 9112, 6.3).
package enum BodyFraming: Hashable, Sendable {
    case none
    /// Bytes.
    case length(Int)
    case chunked
    /// The connection's end; answers only.
    case untilClose
}

/// Why nobody can say where a body ends.
package enum FramingError: Error, Hashable, Sendable {
    /// Two readers could see two different ends.
    case ambiguous(String)
    /// A transfer coding other than `chunked`.
    case unknownCoding
}

extension BodyFraming {
    /// Of a request whose head has been scanned.
    package static func request(
        _ head: HeadScanner,
        _ bytes: borrowing Span<UInt8>
    ) throws(FramingError) -> BodyFraming {
        let announced = try Announcement(head, bytes)
        if announced.isChunked { return .chunked }
        return announced.length.map { $0 == 0 ? .none : .length($0) } ?? .none
    }

    /// Of an answer whose head has been scanned.
    package static func response(
        _ head: HeadScanner,
        _ bytes: borrowing Span<UInt8>,
        toHead isToHead: Bool
    ) throws(FramingError) -> BodyFraming {
        let announced = try Announcement(head, bytes)
        if isToHead || head.status == 204 || head.status == 304 || head.status < 200 { return .none }
        if announced.isChunked { return .chunked }
        return announced.length.map { $0 == 0 ? .none : .length($0) } ?? .untilClose
    }
}

/// What a head says about its body.
private struct Announcement {
    var isChunked = false
    var length: Int?

    init(_ head: HeadScanner, _ bytes: borrowing Span<UInt8>) throws(FramingError) {
        for field in head.fields {
            switch field.known {
            case .transferEncoding:
                guard !isChunked else { throw .ambiguous("Transfer-Encoding stands there twice") }
                guard bytes.equalsIgnoringCase("chunked", from: field.valueStart, to: field.valueEnd) else {
                    throw .unknownCoding
                }
                isChunked = true
            case .contentLength:
                guard length == nil else { throw .ambiguous("Content-Length stands there twice") }
                guard let value = bytes.decimal(from: field.valueStart, to: field.valueEnd) else {
                    throw .ambiguous("Content-Length is not a plain number")
                }
                length = value
            default: break
            }
        }
        guard isChunked else { return }
        guard length == nil else { throw .ambiguous("Content-Length and Transfer-Encoding together") }
        guard head.minorVersion == 1 else { throw .ambiguous("Transfer-Encoding in HTTP/1.0") }
    }
}

extension Span where Element == UInt8 {
    /// Whether the bytes are `text`, which is lower case, in any case.
    func equalsIgnoringCase(_ text: String, from start: Int, to end: Int) -> Bool {
        guard text.utf8.count == end - start else { return false }
        var index = start
        for byte in text.utf8 {
            guard self[index].lowercasedASCII == byte else { return false }
            index += 1
        }
        return true
    }

    /// Whether the text begins with `prefix`, lower case, in any case.
    func starts(with prefix: String, from start: Int, to end: Int) -> Bool {
        end - start >= prefix.utf8.count && equalsIgnoringCase(prefix, from: start, to: start + prefix.utf8.count)
    }

    /// Whether a comma list has `token`, lower case, as a member, in any case; parameters behind `;` are not looked at.
    func listContains(_ token: String, from start: Int, to end: Int) -> Bool {
        var found = false
        forEachListMember(from: start, to: end) { from, to in
            var stop = from
            while stop < to, self[stop] != UInt8(ascii: ";"), !self[stop].isBlank { stop += 1 }
            if equalsIgnoringCase(token, from: from, to: stop) { found = true }
        }
        return found
    }

    /// Calls `body` with each member of a comma list, blanks around it left out; empty ones are skipped.
    func forEachListMember(from start: Int, to end: Int, _ body: (Int, Int) -> Void) {
        var index = start
        while index < end {
            var from = index
            while index < end, self[index] != UInt8(ascii: ",") { index += 1 }
            var to = index
            while from < to, self[from].isBlank { from += 1 }
            while to > from, self[to - 1].isBlank { to -= 1 }
            if from < to { body(from, to) }
            index += 1
        }
    }

    /// A number of up to 15 digits and nothing else.
    func decimal(from start: Int, to end: Int) -> Int? {
        guard start < end, end - start <= 15 else { return nil }
        var value = 0
        for index in start..<end {
            guard self[index].isDigit else { return nil }
            value = value * 10 + Int(self[index] - UInt8(ascii: "0"))
        }
        return value
    }

    /// The bytes as text.
    func text(from start: Int, to end: Int) -> String {
        // Nearly everything is ASCII, and then is copied once.
        if let text = try? UTF8Span(validating: extracting(start..<end)) { return String(copying: text) }
        var bytes: [UInt8] = []
        for index in start..<end { bytes.append(self[index]) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
