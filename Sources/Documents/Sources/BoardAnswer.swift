import Core

/// The board's answer as it stands on the wire.
struct BoardAnswer {
    struct Post {
        var id = ""
        var title = ""
        var body = ""
        var category = ""
        var station = ""
        var author = ""
        var status = ""
        var updatedAt = ZonedTimestamp(Timestamp(seconds: 0), utcOffsetSeconds: 0)
    }

    struct Deletion {
        var id = ""
        var at = ZonedTimestamp(Timestamp(seconds: 0), utcOffsetSeconds: 0)
    }

    private(set) var posts: [Post] = []
    private(set) var deletions: [Deletion] = []
    private(set) var next = ""
    private(set) var hasMore = false

    init(_ bytes: [UInt8], limits: BoardFeed.Limits) throws(JSONError) {
        var reader = JSONReader(bytes)
        var missing: Set<String> = ["posts", "next", "more"]
        try reader.beginObject()
        while let key = try reader.nextKeyText() {
            missing.remove(key)
            switch key {
            case "posts": try readPosts(&reader, limits)
            case "deleted": try readDeletions(&reader, limits)
            case "next": next = try reader.readString()
            case "more": hasMore = try reader.readBool()
            default: try reader.skipValue()
            }
        }
        try reader.expectEnd()
        guard missing.isEmpty else {
            throw JSONError("a field is missing: \(missing.sorted().joined(separator: ", "))", at: bytes.count)
        }
        guard !next.isEmpty, next.utf8.count <= limits.cursorBytes else {
            throw JSONError("the cursor is empty or too long", at: bytes.count)
        }
    }

    private mutating func readPosts(_ reader: inout JSONReader, _ limits: BoardFeed.Limits) throws(JSONError) {
        try reader.beginArray()
        while try reader.nextElement() {
            guard posts.count < limits.posts else { throw JSONError("more than \(limits.posts) posts", at: 0) }
            posts.append(try Self.post(&reader))
        }
    }

    private mutating func readDeletions(_ reader: inout JSONReader, _ limits: BoardFeed.Limits) throws(JSONError) {
        try reader.beginArray()
        while try reader.nextElement() {
            guard deletions.count < limits.deletions else {
                throw JSONError("more than \(limits.deletions) deletions", at: 0)
            }
            var deletion = Deletion()
            try reader.beginObject()
            while let key = try reader.nextKeyText() {
                switch key {
                case "id": deletion.id = try Self.id(&reader)
                case "deleted_at": deletion.at = try Self.time(&reader)
                default: try reader.skipValue()
                }
            }
            guard !deletion.id.isEmpty else { throw JSONError("a deletion has no id", at: 0) }
            deletions.append(deletion)
        }
    }

    private static func post(_ reader: inout JSONReader) throws(JSONError) -> Post {
        var post = Post()
        var hasTime = false
        try reader.beginObject()
        while let key = try reader.nextKeyText() {
            switch key {
            case "id": post.id = try id(&reader)
            case "title": post.title = try text(&reader)
            case "body": post.body = try text(&reader)
            case "category": post.category = try text(&reader)
            case "station_id": post.station = try text(&reader)
            case "status": post.status = try text(&reader)
            case "author": post.author = try author(&reader)
            case "updated_at":
                post.updatedAt = try time(&reader)
                hasTime = true
            default: try reader.skipValue()
            }
        }
        guard !post.id.isEmpty, hasTime else { throw JSONError("a post has no id or no updated_at", at: 0) }
        return post
    }

    /// Null, as of a deleted account, is nobody.
    private static func author(_ reader: inout JSONReader) throws(JSONError) -> String {
        guard try !reader.readNull() else { return "" }
        var name = ""
        try reader.beginObject()
        while let key = try reader.nextKeyText() {
            if key == "name" { name = try text(&reader) } else { try reader.skipValue() }
        }
        return name
    }

    private static func text(_ reader: inout JSONReader) throws(JSONError) -> String {
        try reader.readNull() ? "" : reader.readString()
    }

    /// Ids go into addresses: letters, digits, `-` and `_` only. Numbers are taken as they are written.
    private static func id(_ reader: inout JSONReader) throws(JSONError) -> String {
        let isNumber = try reader.peek() == .number
        let id = isNumber ? String(try reader.readInt()) : try reader.readString()
        let isPlain = id.utf8.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        guard (1...64).contains(id.utf8.count), isPlain else { throw JSONError("an id that is none", at: 0) }
        return id
    }

    private static func time(_ reader: inout JSONReader) throws(JSONError) -> ZonedTimestamp {
        guard let time = ZonedTimestamp(rfc3339: try reader.readString()) else {
            throw JSONError("a time (RFC 3339) was expected", at: 0)
        }
        return time
    }
}
