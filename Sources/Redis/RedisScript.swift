/// A Lua script together with the name Redis gives it, computed once.
package struct RedisScript: Sendable, Equatable {
    /// The Lua text.
    package let source: String
    /// The SHA-1 of the text in hexadecimal.
    package let sha1: String

    /// Make scripts once, as static constants.
    package init(_ source: String) {
        self.source = source
        sha1 = SHA1.hexadecimal(Array(source.utf8))
    }
}
