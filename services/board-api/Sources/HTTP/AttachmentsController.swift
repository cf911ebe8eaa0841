import HTTPTypes
import Hummingbird
import NIOCore
import ServiceKit

/// Files of a post: the body of the request is the file, its name a parameter.
struct AttachmentsController: Sendable {
    let store: AttachmentStore
    let gate: WriteGate
    /// Files that are held in memory at once; slow senders do not keep readers waiting.
    private let uploads = Slots(4)
    private let downloads = Slots(4)

    init(store: AttachmentStore, gate: WriteGate) {
        self.store = store
        self.gate = gate
    }

    func create(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = try await gate.admit(request, context)
        guard request.headers[.contentType]?.lowercased().hasPrefix("multipart/") != true else {
            throw Problem.unsupportedMediaType("Send the file itself as the body, with its own Content-Type; no form.")
        }
        let post = try context.id("post")
        let name = try Self.fileName(try request.text("name"))
        return try await uploads.withSlot {
            let bytes = try await request.bytes(limit: AttachmentStore.byteLimit, timeout: .seconds(60))
            let key = try IdempotencyKey(request, body: bytes)
            return try await store.add(bytes, name: name, to: post, by: principal, key: key).response
        }
    }

    func read(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let (post, id) = (try context.id("post"), try context.id("attachment"))
        return try await downloads.withSlot {
            let (attachment, bytes) = try await store.file(id, of: post)
            return Self.response(attachment, bytes, request)
        }
    }

    func delete(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let principal = try await gate.admit(request, context)
        try await store.delete(try context.id("attachment"), of: try context.id("post"), by: principal)
        return Response(status: .noContent)
    }

    private static func response(_ attachment: Attachment, _ bytes: [UInt8], _ request: Request) -> Response {
        let tag = "\"\(attachment.sha256)\""
        let type = MediaType(rawValue: attachment.mediaType)
        var headers: HTTPFields = [
            .eTag: tag, .cacheControl: "private, no-cache", .xContentTypeOptions: "nosniff",
            // Whatever a browser makes of the bytes, it runs no script and loads nothing.
            .contentSecurityPolicy: "default-src 'none'; sandbox",
        ]
        if request.headers[.ifNoneMatch]?.contains(tag) == true {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = type?.contentType ?? "application/octet-stream"
        let way = type?.isImage == true ? "inline" : "attachment"
        headers[.contentDisposition] = "\(way); filename*=UTF-8''\(encoded(attachment.name))"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private static func fileName(_ text: String?) throws(Problem) -> String {
        guard let text else { throw .invalid("name", "is required") }
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && scalar.value != 0x7F && scalar != "/" && scalar != "\\" && !scalar.turnsText
        }
        guard isPlain, (1...120).contains(text.unicodeScalars.count), text != ".", text != ".." else {
            throw .invalid("name", "must be a file's name of at most 120 characters")
        }
        return text
    }

    /// RFC 8187: letters, digits and a few marks as they are, the rest as percent-encoded UTF-8.
    private static func encoded(_ name: String) -> String {
        name.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "-._~".utf8.contains(byte)
            return isPlain
                ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
