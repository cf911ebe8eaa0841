package import Core

/// What a store tells of an object without handing over its bytes.
package struct ObjectInfo: Sendable, Hashable {
    package let key: ObjectKey
    /// Length in bytes.
    package let size: Int
    /// When it was last written, by the store's clock.
    package let modifiedAt: Timestamp
    /// Nil where the store would have to read the whole object to tell, as in a folder's listing.
    package let etag: String?

    package init(key: ObjectKey, size: Int, modifiedAt: Timestamp, etag: String?) {
        self.key = key
        self.size = size
        self.modifiedAt = modifiedAt
        self.etag = etag
    }
}
