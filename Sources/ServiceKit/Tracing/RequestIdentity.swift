import FoundationEssentials

/// How a request is called: the id that is logged and echoed, and a UUID for problem documents.
package struct RequestIdentity: Hashable, Sendable {
    /// The sane incoming `x-request-id`, else ``uuid`` as text.
    package let id: String
    /// Lower-case UUID; the same as ``id`` when that is one.
    package let uuid: String

    /// Stands in until the request has been looked at.
    static let unknown = RequestIdentity()

    /// Takes over `incoming` when it is sane.
    package init(incoming: String? = nil) {
        if let incoming, Self.isSane(incoming) {
            id = incoming
            uuid = UUID(uuidString: incoming) == nil ? Self.randomUUID() : incoming.lowercased()
        } else {
            uuid = Self.randomUUID()
            id = uuid
        }
    }

    /// Foundation's own would open `/dev/urandom` for each.
    private static func randomUUID() -> String {
        RequestIDGenerator.text(.random(in: 0...UInt64.max), .random(in: 0...UInt64.max))
    }

    /// 1 to 128 characters of `A-Z a-z 0-9 . _ -`.
    package static func isSane(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
