import Core

extension JSONWriter {
    /// Times are shown in Korea's offset.
    private static let utcOffsetSeconds = 32_400

    /// Null for nil.
    mutating func optional(_ name: String, _ text: String?) {
        key(name)
        if let text { string(text) } else { null() }
    }

    /// Null for nil.
    mutating func time(_ name: String, _ time: Timestamp?) {
        guard let time else { return optional(name, nil) }
        field(name, ZonedTimestamp(time, utcOffsetSeconds: Self.utcOffsetSeconds))
    }

    mutating func author(_ author: Author) {
        key("author")
        beginObject()
        field("id", String(author.id))
        field("name", author.name)
        field("role", author.role.rawValue)
        endObject()
    }

    /// `{"NAME":[…],"next":…}`.
    mutating func page<Item>(
        _ name: String,
        _ items: some Sequence<Item>,
        next: String?,
        _ write: (Item, inout JSONWriter) -> Void
    ) {
        beginObject()
        key(name)
        beginArray()
        for item in items { write(item, &self) }
        endArray()
        optional("next", next)
        endObject()
    }
}
