/// A bucket, a prefix in it, and how its URLs are made.
package struct S3Location: Sendable {
    package let bucket: String
    /// Empty, or ending in a slash.
    package let prefix: String
    /// `Host` as the client sends it: without the scheme's own port.
    package let host: String
    private let origin: String
    /// Comes before the key, percent-encoded, ending in a slash.
    private let basePath: String

    /// Throws `invalid` when `url` is no `s3://bucket/prefix` or the configuration's endpoint or region cannot be used.
    package init(url: String, configuration: S3Configuration) throws(ObjectStoreError) {
        let path = url.dropFirst("s3://".count)
        let bucket = String(path.prefix { $0 != "/" })
        guard url.hasPrefix("s3://"), Self.isBucket(bucket) else {
            throw ObjectStoreError(.invalid, "not the URL of a bucket: s3://bucket/prefix is expected")
        }
        guard Self.isLabel(configuration.region) else { throw ObjectStoreError(.invalid, "malformed AWS region") }
        let prefix = path.dropFirst(bucket.count).split(separator: "/").joined(separator: "/")
        if !prefix.isEmpty { _ = try ObjectKey(prefix) }
        self.bucket = bucket
        self.prefix = prefix.isEmpty ? "" : prefix + "/"
        if let endpoint = configuration.endpoint {
            let parts = try Self.parse(endpoint: endpoint)
            (host, origin) = (parts.host, "\(parts.scheme)://\(parts.host)")
            basePath = "\(parts.path)/\(bucket)/"
        } else {
            let domain = configuration.region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
            let service = "s3.\(configuration.region).\(domain)"
            // AWS's certificate covers one label before its own: a bucket with dots goes into the path.
            let isInHost = !bucket.contains(".")
            host = isInHost ? "\(bucket).\(service)" : service
            origin = "https://\(host)"
            basePath = isInHost ? "/" : "/\(bucket)/"
        }
    }

    /// The path of an object as it is signed and sent; throws `invalid` when prefix and key are too long together.
    package func path(_ key: ObjectKey) throws(ObjectStoreError) -> String {
        let full = prefix + key.description
        guard full.utf8.count <= ObjectKey.maximumBytes else {
            throw ObjectStoreError(.invalid, "prefix and key are longer than \(ObjectKey.maximumBytes) bytes together")
        }
        return basePath + URIEncoding.encode(full, keepsSlash: true)
    }

    /// The path of the bucket itself.
    package var bucketPath: String {
        basePath.count > 1 ? String(basePath.dropLast()) : basePath
    }

    package func url(path: String, canonicalQuery: String) -> String {
        canonicalQuery.isEmpty ? origin + path : "\(origin)\(path)?\(canonicalQuery)"
    }

    private static func parse(
        endpoint: String
    ) throws(ObjectStoreError) -> (scheme: String, host: String, path: String) {
        let failure = ObjectStoreError(.invalid, "AWS_ENDPOINT_URL_S3 is no http://host:port")
        guard let range = endpoint.firstRange(of: "://") else { throw failure }
        let scheme = endpoint[..<range.lowerBound].lowercased()
        let rest = endpoint[range.upperBound...]
        var host = rest.prefix { $0 != "/" }.lowercased()
        var path = rest.dropFirst(host.count)
        while path.hasSuffix("/") { path = path.dropLast() }
        guard ["http", "https"].contains(scheme), !host.isEmpty,
            host.utf8.allSatisfy({ isAlphanumeric($0) || "-._:[]".utf8.contains($0) }),
            path.utf8.allSatisfy({ isAlphanumeric($0) || "-._~/".utf8.contains($0) })
        else { throw failure }
        let standardPort = scheme == "http" ? ":80" : ":443"
        if host.hasSuffix(standardPort) { host = String(host.dropLast(standardPort.count)) }
        return (scheme, host, String(path))
    }

    private static func isBucket(_ name: String) -> Bool {
        (3...63).contains(name.utf8.count) && !name.contains("..")
            && name.utf8.allSatisfy { isAlphanumeric($0) && !isUpper($0) || "-.".utf8.contains($0) }
    }

    private static func isLabel(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count) && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isUpper(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isUpper(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
