import Compression
import HTTPTypes
package import Hummingbird
import NIOCore
import ServiceKit

/// One file of the web pages, held in memory as it will be sent.
package struct WebFile: Sendable {
    private let plain: ByteBuffer
    private let gzipped: ByteBuffer?
    private let contentType: String
    private let cacheControl: String
    private let hash: String

    /// `name` decides the content type; text that gets smaller is compressed once, here.
    package init(name: String, bytes: [UInt8], cacheControl: String) {
        plain = ByteBuffer(bytes: bytes)
        self.cacheControl = cacheControl
        let type = Self.type(of: name)
        contentType = type.value
        hash = Self.fingerprint(bytes)
        // Without the compressed form the plain one is sent.
        let packed = type.isText && bytes.count > 512 ? try? Gzip.compress(bytes, level: 9) : nil
        gzipped = packed.flatMap { $0.count < bytes.count * 9 / 10 ? ByteBuffer(bytes: $0) : nil }
    }

    /// 200 with the form the client takes, or 304 when it has it already.
    package func response(to request: Request) -> Response {
        let packed = request.headers.acceptsGzip ? gzipped : nil
        let tag = packed == nil ? "\"\(hash)\"" : "\"\(hash)-gz\""
        var headers: HTTPFields = [.eTag: tag, .cacheControl: cacheControl]
        if gzipped != nil { headers[.vary] = "Accept-Encoding" }
        if Self.matches(request.headers[.ifNoneMatch], tag) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = contentType
        if packed != nil { headers[.contentEncoding] = "gzip" }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: packed ?? plain))
    }

    private static func matches(_ header: String?, _ tag: String) -> Bool {
        guard let header else { return false }
        return header.split(separator: ",").contains { part in
            let candidate = part.trimmingBlanks()
            return candidate == "*" || candidate == tag || candidate == "W/" + tag
        }
    }

    /// 64-bit FNV-1a with the length: tells versions of one file apart.
    private static func fingerprint(_ bytes: [UInt8]) -> String {
        let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16) + "-" + String(bytes.count, radix: 16)
    }

    private static func type(of name: String) -> (value: String, isText: Bool) {
        switch name.lowercased().split(separator: ".").last {
        case "html": ("text/html; charset=utf-8", true)
        case "css": ("text/css; charset=utf-8", true)
        case "js", "mjs": ("text/javascript; charset=utf-8", true)
        case "json": ("application/json; charset=utf-8", true)
        case "webmanifest": ("application/manifest+json; charset=utf-8", true)
        case "svg": ("image/svg+xml", true)
        case "txt": ("text/plain; charset=utf-8", true)
        case "png": ("image/png", false)
        case "jpg", "jpeg": ("image/jpeg", false)
        case "webp": ("image/webp", false)
        case "ico": ("image/x-icon", false)
        case "woff2": ("font/woff2", false)
        default: ("application/octet-stream", false)
        }
    }
}
