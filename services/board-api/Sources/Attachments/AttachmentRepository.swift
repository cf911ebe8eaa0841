/// What is known of the files of posts.
package protocol AttachmentRepository {
    /// Returns the new attachment's id; the one given is not looked at.
    func insert(_ attachment: Attachment) throws -> Int64
    func find(_ id: Int64, postID: Int64) throws -> Attachment?
    func list(postID: Int64) throws -> [Attachment]
    /// False when it was not there.
    func delete(_ id: Int64) throws -> Bool
    /// Whether an object belongs to an attachment.
    func isReferenced(objectKey: String) throws -> Bool
}
