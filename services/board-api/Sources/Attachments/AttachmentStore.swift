import Core
import Crypto
import FoundationEssentials
import Logging
import ObjectStore
import ServiceKit

/// Takes, gives and removes the files of posts.
struct AttachmentStore: Sendable {
    static let byteLimit = 5 << 20
    static let countLimit = 5
    private static let keyPrefix = "attachments/"
    /// Of a sixteenth of the objects.
    private static let listLimit = 100_000

    let writer: BoardWriter
    let objects: any ObjectStorage
    let logger: Logger

    /// Stores the bytes first: a post never names a file that is not there. What fails afterwards leaves an object nobody
    /// names, which is removed at once, or later by ``removeOrphans(digit:now:)``.
    func add(
        _ bytes: [UInt8],
        name: String,
        to postID: Int64,
        by principal: Principal,
        key: IdempotencyKey?
    ) async throws -> BoardAnswer {
        guard !bytes.isEmpty else { throw Problem.unprocessable("The file is empty.") }
        guard let type = MediaType(sniffing: bytes) else {
            throw Problem.unsupportedMediaType("Attachments are PNG, JPEG, GIF, WebP, PDF or plain text (UTF-8).")
        }
        guard let bytes = ImageMetadata.stripped(bytes, of: type) else {
            throw Problem.unprocessable("The file begins as \(type.rawValue) and is not a whole one.")
        }
        try await requireOwner(postID, principal)
        let objectKey = try ObjectKey(Self.keyPrefix + UUID().uuidString.lowercased())
        let digest = SHA256.hash(data: bytes).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        _ = try await objects.put(objectKey, bytes, condition: .ifAbsent)
        let file = Attachment(
            id: 0,
            postID: postID,
            uploaderID: principal.accountID,
            name: name,
            mediaType: type.rawValue,
            size: bytes.count,
            sha256: digest,
            objectKey: objectKey.description,
            createdAt: writer.clock.now()
        )
        do {
            let answer = try await writer.create(principal, key: key) { repositories, context in
                try Self.insert(file, repositories, context)
            }
            if answer.isRepeated { await remove([file.objectKey]) }
            return answer
        } catch {
            // Only what was surely taken back: a commit whose answer was lost may have happened.
            if error is Problem { await remove([file.objectKey]) }
            throw error
        }
    }

    func file(_ id: Int64, of postID: Int64) async throws -> (attachment: Attachment, bytes: [UInt8]) {
        let attachment = try await writer.keeper.requireDatabase().reading { repositories in
            _ = try repositories.posts.requireLive(postID)
            return try repositories.attachments.find(id, postID: postID)
        }
        guard let attachment,
            let object = try await objects.get(try ObjectKey(attachment.objectKey), limitBytes: Self.byteLimit)
        else { throw Problem.notFound("There is no such attachment.") }
        return (attachment, object.bytes)
    }

    func delete(_ id: Int64, of postID: Int64, by principal: Principal) async throws {
        let database = try writer.keeper.requireDatabase()
        let attachment = try await database.reading { try $0.attachments.find(id, postID: postID) }
        guard let attachment else { throw Problem.notFound("There is no such attachment.") }
        try await writer.change(principal) { repositories, context in
            guard let post = try repositories.posts.findAndLock(postID), !post.isDeleted else {
                throw Problem.postIsGone
            }
            try context.requireOwnerOrModerator(post.author.id, "remove its attachments")
            guard try repositories.remove(attachment) else {
                throw Problem.notFound("There is no such attachment.")
            }
            try repositories.posts.count(.attachments, id: postID, by: -1)
            let detail = "removed \(attachment.id)"
            try repositories.audit.append(context.entry("post.attachment", .post, postID, detail: detail))
        }
        await remove([attachment.objectKey])
    }

    /// Removes objects; what stays behind is an orphan for ``removeOrphans(digit:now:)``.
    func remove(_ objectKeys: [String]) async {
        for key in objectKeys {
            do {
                try await objects.delete(try ObjectKey(key))
            } catch {
                logger.warning("An attachment's object was not removed", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Removes objects older than a day that no attachment names, among those whose name begins with the hexadecimal digit
    /// `digit`; returns how many.
    func removeOrphans(digit: Int, now: Timestamp) async throws -> Int {
        let database = try writer.keeper.requireDatabase()
        var removed = 0
        let prefix = Self.keyPrefix + String(digit, radix: 16)
        for object in try await objects.list(prefix: prefix, limit: Self.listLimit)
        where now.secondsSince(object.modifiedAt) > 86_400 {
            let key = object.key.description
            if try await database.reading({ try $0.attachments.isReferenced(objectKey: key) }) { continue }
            await remove([key])
            removed += 1
        }
        return removed
    }

    /// Asks before the bytes are stored; the transaction asks again.
    private func requireOwner(_ postID: Int64, _ principal: Principal) async throws {
        let now = writer.clock.now()
        try await writer.keeper.requireDatabase().reading { repositories in
            let context = WriteContext(account: try repositories.requireAccount(principal), now: now)
            let post = try repositories.posts.requireLive(postID)
            try context.requireOwnerOrModerator(post.author.id, "attach files")
        }
    }

    private static func insert(
        _ file: Attachment,
        _ repositories: BoardRepositories,
        _ context: WriteContext
    ) throws -> StoredAnswer {
        guard let post = try repositories.posts.findAndLock(file.postID) else { throw Problem.noSuchPost }
        guard !post.isDeleted else { throw Problem.postIsGone }
        try context.requireOwnerOrModerator(post.author.id, "attach files")
        guard try repositories.attachments.list(postID: post.id).count < countLimit else {
            throw Problem.conflict("A post may have at most \(countLimit) attachments.")
        }
        let id = try repositories.attachments.insert(file)
        try repositories.posts.count(.attachments, id: post.id, by: 1)
        try repositories.audit.append(context.entry("post.attachment", .post, post.id, detail: "added \(id)"))
        let stored = Attachment(
            id: id,
            postID: file.postID,
            uploaderID: file.uploaderID,
            name: file.name,
            mediaType: file.mediaType,
            size: file.size,
            sha256: file.sha256,
            objectKey: file.objectKey,
            createdAt: file.createdAt
        )
        var writer = JSONWriter(capacity: 512)
        AttachmentJSON.write(stored, into: &writer)
        return StoredAnswer(status: 201, location: AttachmentJSON.path(stored), body: writer.bytes)
    }
}

extension BoardRepositories {
    /// Removes the attachment and the kept answer that names it; false when it was gone already.
    func remove(_ attachment: Attachment) throws -> Bool {
        try answers.clear(accountID: attachment.uploaderID, location: AttachmentJSON.path(attachment))
        return try attachments.delete(attachment.id)
    }
}
