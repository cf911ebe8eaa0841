/// Writes times of one city, each different one once: a snapshot has thousands of times and few different ones.
struct TimestampText {
    let utcOffsetSeconds: Int
    private var texts: [Timestamp: [UInt8]] = [:]
    private var last: Timestamp?
    private var text: [UInt8] = []

    init(utcOffsetSeconds: Int) {
        self.utcOffsetSeconds = utcOffsetSeconds
    }

    /// The RFC 3339 bytes of `timestamp`.
    mutating func bytes(_ timestamp: Timestamp) -> [UInt8] {
        if timestamp == last { return text }
        last = timestamp
        if let known = texts[timestamp] {
            text = known
        } else {
            text = ZonedTimestamp(timestamp, utcOffsetSeconds: utcOffsetSeconds).rfc3339Bytes
            texts[timestamp] = text
        }
        return text
    }
}

/// Reads times, remembering the last one.
struct TimestampTextReader {
    private var lastText: ArraySlice<UInt8> = []
    private var last: ZonedTimestamp?

    mutating func read(_ reader: inout JSONReader) throws(JSONError) -> ZonedTimestamp {
        let offset = reader.position
        let text = try reader.readStringBytes()
        if let last, text == lastText { return last }
        guard let value = ZonedTimestamp(rfc3339: text) else {
            throw JSONError("a time (RFC 3339) was expected", at: offset)
        }
        lastText = text
        last = value
        return value
    }
}
