import Compression
package import HTTPTypes
package import Hummingbird
import NIOCore
import Synchronization

/// An answer whose large part is made once, compressed once and sent many times behind a head of its own:
/// `{"snapshot":{… age_seconds …}` differs from second to second, `,"stations":[…]}` from snapshot to snapshot.
package final class PreparedAnswer: Sendable {
    private let tail: [UInt8]
    private let gzipTail: GzipTail?
    private let latest = Mutex(Bodies(head: []))
    /// Below this a compressed answer saves no packet.
    private static let compressionThresholdBytes = 1400

    /// The bodies made for one head, kept until another comes: a busy second copies nothing.
    private struct Bodies {
        let head: [UInt8]
        var plain: ByteBuffer?
        var gzip: ByteBuffer?
    }

    /// Bytes it takes at most: the parts, and the bodies made of them for the present second.
    var byteCount: Int { 2 * (tail.count + (gzipTail?.deflated.count ?? 0)) }

    /// Prepares `tail`, the JSON text that follows the head. Compresses it: call it once a snapshot, not once a request.
    package init(tail: [UInt8]) {
        self.tail = tail
        // Without memory for a compressor the plain answer still goes out.
        gzipTail = tail.count < Self.compressionThresholdBytes ? nil : try? GzipTail(tail)
    }

    /// The response with `head` before the prepared part; see ``content(for:head:tag:)``.
    package func response(to request: Request, head: [UInt8], tag: String) -> Response {
        let content = content(for: request.headers, head: head, tag: tag)
        let body = content.body.map { ResponseBody(byteBuffer: $0) } ?? ResponseBody()
        return Response(status: content.status, headers: content.headers, body: body)
    }

    /// Status, headers and body with `head` before the prepared part: gzip where the request takes it, 304 where it has `tag` already.
    ///
    /// The tag is weak: `head` tells the age of the data and differs between answers with the same tag.
    func content(for request: HTTPFields, head: [UInt8], tag: String) -> PreparedContent {
        let entityTag = "W/\"\(tag)\""
        var headers: HTTPFields = [.eTag: entityTag, .cacheControl: "no-cache", .vary: "accept-encoding"]
        if request[.ifNoneMatch]?.contains(entityTag) == true {
            return PreparedContent(status: .notModified, headers: headers, body: nil)
        }
        headers[.contentType] = "application/json"
        if request.acceptsGzip, let body = gzipBody(head) {
            headers[.contentEncoding] = "gzip"
            return PreparedContent(status: .ok, headers: headers, body: body)
        }
        return PreparedContent(status: .ok, headers: headers, body: plainBody(head))
    }

    /// One buffer, since a body in pieces costs a system call a piece.
    private func plainBody(_ head: [UInt8]) -> ByteBuffer {
        latest.withLock { bodies in
            if bodies.head == head, let plain = bodies.plain { return plain }
            var body = ByteBuffer()
            body.reserveCapacity(head.count + tail.count)
            body.writeBytes(head)
            body.writeBytes(tail)
            if bodies.head != head { bodies = Bodies(head: head) }
            bodies.plain = body
            return body
        }
    }

    /// Nil where there is nothing compressed.
    private func gzipBody(_ head: [UInt8]) -> ByteBuffer? {
        latest.withLock { bodies in
            if bodies.head == head, let gzip = bodies.gzip { return gzip }
            guard let gzipTail, let prefix = try? gzipTail.prefix(head: head) else { return nil }
            var body = ByteBuffer()
            body.reserveCapacity(prefix.count + gzipTail.deflated.count + 8)
            body.writeBytes(prefix)
            body.writeBytes(gzipTail.deflated)
            body.writeBytes(gzipTail.suffix(head: head))
            if bodies.head != head { bodies = Bodies(head: head) }
            bodies.gzip = body
            return body
        }
    }
}

/// What a prepared answer comes to for one request.
struct PreparedContent {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let body: ByteBuffer?
}

extension HTTPFields {
    /// Whether `Accept-Encoding` names gzip (or `*`) without `q=0`.
    package var acceptsGzip: Bool {
        self[values: .acceptEncoding].contains { value in
            value.split(separator: ",").contains { part in
                let pieces = part.split(separator: ";").map { $0.trimmingSpaces().lowercased() }
                guard let coding = pieces.first, coding == "gzip" || coding == "*" else { return false }
                return !pieces.dropFirst().contains { $0.hasPrefix("q=0") && Double($0.dropFirst(2)) == 0 }
            }
        }
    }
}
