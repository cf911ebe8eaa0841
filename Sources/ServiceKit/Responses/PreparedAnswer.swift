import Compression
import HTTPTypes
package import Hummingbird
import NIOCore

/// An answer whose large part is made once, compressed once and sent many times behind a head of its own:
/// `{"snapshot":{… age_seconds …}` differs from second to second, `,"stations":[…]}` from snapshot to snapshot.
package final class PreparedAnswer: Sendable {
    private let plain: ByteBuffer
    private let tail: GzipTail?
    private let deflated: ByteBuffer
    /// Below this a compressed answer saves no packet.
    private static let compressionThresholdBytes = 1400

    /// Prepares `tail`, the JSON text that follows the head. Compresses it: call it once a snapshot, not once a request.
    package init(tail bytes: [UInt8]) {
        plain = ByteBuffer(bytes: bytes)
        // Without memory for a compressor the plain answer still goes out.
        tail = bytes.count < Self.compressionThresholdBytes ? nil : try? GzipTail(bytes)
        deflated = ByteBuffer(bytes: tail?.deflated ?? [])
    }

    /// The response with `head` before the prepared part: gzip where the request takes it, 304 where it has `tag` already.
    ///
    /// The tag is weak: `head` tells the age of the data and differs between answers with the same tag.
    package func response(to request: Request, head: [UInt8], tag: String) -> Response {
        let entityTag = "W/\"\(tag)\""
        var headers: HTTPFields = [.eTag: entityTag, .cacheControl: "no-cache", .vary: "accept-encoding"]
        if request.headers[.ifNoneMatch]?.contains(entityTag) == true {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = "application/json"
        if request.acceptsGzip, let tail, let prefix = try? tail.prefix(head: head) {
            headers[.contentEncoding] = "gzip"
            let parts = [ByteBuffer(bytes: prefix), deflated, ByteBuffer(bytes: tail.suffix(head: head))]
            return Response(status: .ok, headers: headers, body: ResponseBody(contentsOf: parts))
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(contentsOf: [ByteBuffer(bytes: head), plain]))
    }
}

extension Request {
    /// Whether `Accept-Encoding` names gzip (or `*`) without `q=0`.
    package var acceptsGzip: Bool {
        headers[values: .acceptEncoding].contains { value in
            value.split(separator: ",").contains { part in
                let pieces = part.split(separator: ";").map { $0.trimmingSpaces().lowercased() }
                guard let coding = pieces.first, coding == "gzip" || coding == "*" else { return false }
                return !pieces.dropFirst().contains { $0.hasPrefix("q=0") && Double($0.dropFirst(2)) == 0 }
            }
        }
    }
}
