package import Core

/// A file that belongs to a post; its bytes are in the object store.
package struct Attachment: Sendable, Equatable {
    package let id: Int64
    package let postID: Int64
    package let uploaderID: Int64
    package let name: String
    package let mediaType: String
    package let size: Int
    /// Hexadecimal, of the bytes.
    package let sha256: String
    package let objectKey: String
    package let createdAt: Timestamp
}
