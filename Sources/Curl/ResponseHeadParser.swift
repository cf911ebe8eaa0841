/// Puts a response head together from the lines curl hands over, skipping interim (1xx) heads and trailers.
struct ResponseHeadParser {
    enum Failure: Error {
        case tooLarge
        case malformed
    }

    private let maximumBytes: Int
    private var bytes = 0
    private(set) var head = ResponseHead()
    private(set) var isComplete = false

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// Takes one line with its line break; true when it was the one that completes the head.
    mutating func consume(_ line: [UInt8]) throws(Failure) -> Bool {
        bytes += line.count
        guard bytes <= maximumBytes else { throw .tooLarge }
        guard !isComplete else { return false }
        let content = line.trimmingLineBreak()
        if content.starts(with: Self.versionPrefix) {
            try startHead(content)
        } else if content.isEmpty {
            isComplete = head.status >= 200
        } else if content.first == UInt8(ascii: " ") || content.first == UInt8(ascii: "\t") {
            head.headers.extendLast(with: content.trimmedString())
        } else {
            guard let colon = content.firstIndex(of: UInt8(ascii: ":")) else { throw .malformed }
            let name = String(decoding: content[..<colon], as: UTF8.self)
            head.headers.append(name, content[(colon + 1)...].trimmedString())
        }
        return isComplete
    }

    private static let versionPrefix = Array("HTTP/".utf8)

    /// `HTTP/1.1 200 OK` or `HTTP/2 200`.
    private mutating func startHead(_ line: ArraySlice<UInt8>) throws(Failure) {
        let words = line.dropFirst(Self.versionPrefix.count)
            .split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: true)
        guard words.count >= 2, let status = Int(String(decoding: words[1], as: UTF8.self)),
            (100...999).contains(status)
        else { throw .malformed }
        head = ResponseHead(status: status, httpVersion: String(decoding: words[0], as: UTF8.self))
    }
}

extension ArraySlice<UInt8> {
    fileprivate func trimmedString() -> String {
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let start = drop(while: isBlank)
        let end = start.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start.startIndex
        return String(decoding: start[..<end], as: UTF8.self)
    }
}

extension [UInt8] {
    fileprivate func trimmingLineBreak() -> ArraySlice<UInt8> {
        var end = count
        while end > 0, self[end - 1] == UInt8(ascii: "\n") || self[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return self[..<end]
    }
}
