/// One event of a `text/event-stream`.
package struct StreamEvent: Sendable, Equatable {
    /// The `event` field; empty where there is none.
    package var name = ""
    /// The `data` fields, joined by line feeds.
    package var data: [UInt8] = []

    /// An event.
    package init(name: String = "", data: [UInt8] = []) {
        self.name = name
        self.data = data
    }
}

/// Reads a `text/event-stream` out of bytes that come in any pieces (WHATWG HTML, 9.2.6).
///
/// Works on bytes throughout, so that characters and line ends may be split anywhere; passes over ids and retry times.
package struct EventStreamParser: Sendable {
    /// A line or an event that passes the limits.
    package struct TooLong: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    private let maximumLineBytes: Int
    private let maximumEventBytes: Int
    private var buffer: [UInt8] = []
    /// Where the line begins that is read next.
    private var lineStart = 0
    /// No line ends between `lineStart` and here.
    private var scanned = 0
    private var skipsLineFeed = false
    private var isFirstLine = true
    private var event = StreamEvent()
    private var hasData = false

    /// Lines and events beyond the limits are errors.
    package init(maximumLineBytes: Int = 256 << 10, maximumEventBytes: Int = 512 << 10) {
        self.maximumLineBytes = maximumLineBytes
        self.maximumEventBytes = maximumEventBytes
    }

    /// Takes in what came.
    package mutating func append(_ bytes: some Collection<UInt8>) {
        buffer.removeSubrange(..<lineStart)
        scanned -= lineStart
        lineStart = 0
        buffer.append(contentsOf: bytes)
    }

    /// Takes in that nothing more comes. An event whose last blank line is missing counts, other than in a browser:
    /// servers forget it behind their last word.
    package mutating func finish() {
        append([lineFeed, lineFeed])
    }

    /// The next whole event; nil until more is appended.
    package mutating func next() throws(TooLong) -> StreamEvent? {
        while let line = try nextLine() {
            guard !line.isEmpty else {
                if let event = takeEvent() { return event }
                continue
            }
            try read(line)
        }
        return nil
    }

    private mutating func takeEvent() -> StreamEvent? {
        defer {
            event = StreamEvent()
            hasData = false
        }
        return hasData ? event : nil
    }

    private mutating func read(_ line: ArraySlice<UInt8>) throws(TooLong) {
        let name = line.prefix { $0 != UInt8(ascii: ":") }
        var value = line.dropFirst(name.count + 1)
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        // A comment has no name and falls through.
        if name.elementsEqual("data".utf8) {
            guard event.data.count + value.count < maximumEventBytes else {
                throw TooLong(description: "an event is longer than \(maximumEventBytes) bytes")
            }
            if hasData { event.data.append(lineFeed) }
            event.data.append(contentsOf: value)
            hasData = true
        } else if name.elementsEqual("event".utf8) {
            event.name = String(decoding: value, as: UTF8.self)
        }
    }

    private mutating func nextLine() throws(TooLong) -> ArraySlice<UInt8>? {
        if skipsLineFeed, lineStart < buffer.count {
            if buffer[lineStart] == lineFeed { lineStart += 1 }
            skipsLineFeed = false
        }
        scanned = max(scanned, lineStart)
        while scanned < buffer.count, buffer[scanned] != lineFeed, buffer[scanned] != carriageReturn { scanned += 1 }
        guard scanned - lineStart <= maximumLineBytes else {
            throw TooLong(description: "a line is longer than \(maximumLineBytes) bytes")
        }
        guard scanned < buffer.count else { return nil }
        var line = buffer[lineStart..<scanned]
        skipsLineFeed = buffer[scanned] == carriageReturn
        scanned += 1
        lineStart = scanned
        if isFirstLine, line.starts(with: byteOrderMark) { line = line.dropFirst(byteOrderMark.count) }
        isFirstLine = false
        return line
    }
}

private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
private let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
