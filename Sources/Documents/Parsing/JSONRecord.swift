import Core

/// The values of a document's JSON object that are understood.
struct JSONRecord {
    var values: [String: String] = [:]
    var keywords: [String]?
    var text: String?
    var format: String?

    init(_ reader: inout JSONReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKeyText() { try take(key, &reader) }
    }

    /// The object itself, or those of its list `documents`.
    static func list(_ reader: inout JSONReader, limit: Int) throws(JSONError) -> [JSONRecord] {
        var own = JSONRecord()
        var records: [JSONRecord]?
        try reader.beginObject()
        while let key = try reader.nextKeyText() {
            guard key == "documents" else {
                try own.take(key, &reader)
                continue
            }
            var list: [JSONRecord] = []
            try reader.beginArray()
            while try reader.nextElement() {
                guard list.count < limit else { throw JSONError("more than \(limit) documents", at: 0) }
                list.append(try JSONRecord(&reader))
            }
            records = list
        }
        try reader.expectEnd()
        return records ?? [own]
    }

    private init() {}

    private mutating func take(_ key: String, _ reader: inout JSONReader) throws(JSONError) {
        switch (key, try reader.peek()) {
        case ("text", .string): text = try reader.readString()
        case ("format", .string): format = try reader.readString()
        case ("keywords", .array):
            var list: [String] = []
            try reader.beginArray()
            while try reader.nextElement() { list.append(try reader.readString()) }
            keywords = list
        case (_, .string) where FieldReader.names.contains(key): values[key] = try reader.readString()
        // Ids are numbers in some lists.
        case ("id", .number), ("_id", .number): values[key] = String(try reader.readInt())
        default: try reader.skipValue()
        }
    }
}
