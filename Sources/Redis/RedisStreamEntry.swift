/// One entry of a stream.
package struct RedisStreamEntry: Sendable, Equatable {
    /// The entry's id, `milliseconds-sequence`.
    package let id: String
    /// Field names and values in the order written; names may repeat.
    package let fields: [(name: String, value: [UInt8])]

    /// The value of the first field of that name.
    package subscript(name: String) -> [UInt8]? {
        fields.first { $0.name == name }?.value
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.id == right.id && left.fields.elementsEqual(right.fields, by: ==)
    }

    /// Reads `[id, [name, value, …]]`; the fields of an entry deleted meanwhile are null, which counts as none.
    init?(_ value: RedisValue) {
        guard let pair = value.array, pair.count == 2, let id = pair[0].string else { return nil }
        let flat = pair[1].array ?? []
        self.id = id
        fields = stride(from: 0, to: flat.count - 1, by: 2).compactMap { index in
            guard let name = flat[index].string, let value = flat[index + 1].bytes else { return nil }
            return (name, value)
        }
    }
}
