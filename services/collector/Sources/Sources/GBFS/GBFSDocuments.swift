import Core

/// `gbfs.json`: where a system's files are; version 2.x lists them by language, 3.x once.
struct GBFSDiscovery {
    private(set) var urls: [String: String] = [:]

    init(_ body: [UInt8], languages: [String]) throws(JSONError) {
        var byLanguage: [String: [String: String]] = [:]
        try GBFSEnvelope.readData(body) { reader throws(JSONError) in
            try reader.beginObject()
            while let key = try reader.nextKeyText() {
                if key == "feeds" {
                    byLanguage["", default: [:]].merge(try Self.readFeeds(&reader)) { first, _ in first }
                } else {
                    try reader.beginObject()
                    while let inner = try reader.nextKey() {
                        guard inner == JSONKey("feeds") else {
                            try reader.skipValue()
                            continue
                        }
                        byLanguage[key] = try Self.readFeeds(&reader)
                    }
                }
            }
        }
        let preferred = (languages + [""]).compactMap { byLanguage[$0] }.first
        urls = preferred ?? byLanguage.sorted { $0.key < $1.key }.first?.value ?? [:]
    }

    private static func readFeeds(_ reader: inout JSONReader) throws(JSONError) -> [String: String] {
        var feeds: [String: String] = [:]
        try reader.beginArray()
        while try reader.nextElement() {
            var name = ""
            var url = ""
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case JSONKey("name"): name = try reader.readString()
                case JSONKey("url"): url = try reader.readString()
                default: try reader.skipValue()
                }
            }
            feeds[name] = url
        }
        return feeds
    }
}

/// `system_information.json`: the parts that are used.
struct GBFSSystemInformation {
    let timeZone: String

    init(_ body: [UInt8]) throws(JSONError) {
        var timeZone = ""
        try GBFSEnvelope.readData(body) { reader throws(JSONError) in
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case JSONKey("timezone"): timeZone = try reader.readString()
                default: try reader.skipValue()
                }
            }
        }
        self.timeZone = timeZone
    }
}

/// `system_regions.json` as names by id.
enum GBFSRegions {
    static func names(_ body: [UInt8], languages: [String]) throws(JSONError) -> [String: String] {
        var names: [String: String] = [:]
        try GBFSEnvelope.readList(body, JSONKey("regions")) { reader throws(JSONError) in
            var id = ""
            var name = ""
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case JSONKey("region_id"): id = try reader.readString()
                case JSONKey("name"): name = try reader.readLocalized(languages)
                default: try reader.skipValue()
                }
            }
            names[id] = name
        }
        return names
    }
}

/// The frame around every GBFS file: `{"last_updated", "ttl", "version", "data": {…}}`.
enum GBFSEnvelope {
    /// Calls `body` with the reader before the value of `data` and returns `last_updated`, if it was there.
    @discardableResult
    static func readData(
        _ bytes: [UInt8],
        _ body: (inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) -> Timestamp? {
        var reader = JSONReader(bytes)
        var lastUpdated: Timestamp?
        var hasData = false
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case JSONKey("last_updated"): lastUpdated = try reader.readGBFSTime()
            case JSONKey("data"):
                hasData = true
                try body(&reader)
            default: try reader.skipValue()
            }
        }
        try reader.expectEnd()
        guard hasData else { throw JSONError("a GBFS file without data", at: 0) }
        return lastUpdated
    }

    /// Calls `element` before each element of the array `data.<list>`.
    @discardableResult
    static func readList(
        _ bytes: [UInt8],
        _ list: JSONKey,
        _ element: (inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) -> Timestamp? {
        try readData(bytes) { reader throws(JSONError) in
            try reader.beginObject()
            while let key = try reader.nextKey() {
                guard key == list else {
                    try reader.skipValue()
                    continue
                }
                try reader.beginArray()
                while try reader.nextElement() { try element(&reader) }
            }
        }
    }
}

extension JSONReader {
    /// A time as version 2.x (POSIX seconds) or 3.x (RFC 3339) writes it; nil for anything else.
    mutating func readGBFSTime() throws(JSONError) -> Timestamp? {
        switch try peek() {
        case .number:
            let seconds = try readDouble()
            // Up to the end of the year 9999: what lies beyond is no time but some other number.
            return (0...253_402_300_799).contains(seconds) ? Timestamp(seconds: Int64(seconds)) : nil
        case .string:
            return ZonedTimestamp(rfc3339: try readString()).flatMap { $0.instant.milliseconds >= 0 ? $0.instant : nil }
        default:
            try skipValue()
            return nil
        }
    }

    /// A text as version 2.x (string) or 3.x (`[{"text","language"}]`) writes it, in the first of `languages` there is.
    mutating func readLocalized(_ languages: [String]) throws(JSONError) -> String {
        if try peek() == .string { return try readString() }
        var texts: [String: String] = [:]
        var first = ""
        try beginArray()
        while try nextElement() {
            var text = ""
            var language = ""
            try beginObject()
            while let key = try nextKey() {
                switch key {
                case JSONKey("text"): text = try readString()
                case JSONKey("language"): language = try readString()
                default: try skipValue()
                }
            }
            if texts.isEmpty { first = text }
            texts[language] = text
        }
        return languages.compactMap { texts[$0] }.first ?? first
    }
}
