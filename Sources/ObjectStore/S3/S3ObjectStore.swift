import Core
import Curl

/// Objects in a bucket of S3, or of a server that speaks its protocol.
///
/// Conditional puts rest on S3's `If-Match` and `If-None-Match`. Each put names itself in the object's metadata, so
/// that a put whose answer was lost can be told from somebody else's and repeated without harm.
package struct S3ObjectStore: ObjectStorage {
    /// One put takes up to 5 GiB, but the bytes are in memory here.
    package static let maximumObjectBytes = 1 << 30

    private static let pageLimitBytes = 4 << 20
    private static let pageSize = 1000
    private static let writeIDHeader = "x-amz-meta-write-id"

    private let location: S3Location
    private let transport: S3Transport

    init(
        location: S3Location,
        configuration: S3Configuration,
        credentials: AWSCredentialsCache,
        client: HTTPClient,
        now: @escaping @Sendable () -> Timestamp,
    ) {
        self.location = location
        transport = S3Transport(
            location: location,
            configuration: configuration,
            credentials: credentials,
            client: client,
            now: now,
        )
    }

    package func get(_ key: ObjectKey, limitBytes: Int) async throws(ObjectStoreError) -> StoredObject? {
        var call = S3Call(method: "GET", path: try location.path(key))
        call.limitBytes = max(limitBytes, S3Call.errorLimitBytes)
        let answer = try await transport.send(call)
        if Self.isMissing(answer) { return nil }
        guard answer.status == 200 else { throw failure(answer) }
        guard answer.body.count <= limitBytes else {
            throw ObjectStoreError(.tooLarge, "\(key) is longer than \(limitBytes) bytes")
        }
        return StoredObject(bytes: answer.body, etag: try Self.etag(answer))
    }

    package func put(
        _ key: ObjectKey,
        _ bytes: [UInt8],
        condition: PutCondition,
    ) async throws(ObjectStoreError) -> String {
        guard bytes.count <= Self.maximumObjectBytes else {
            throw ObjectStoreError(.tooLarge, "\(key) would be longer than \(Self.maximumObjectBytes) bytes")
        }
        let writeID = Self.makeWriteID()
        var call = S3Call(method: "PUT", path: try location.path(key), body: bytes)
        call.headers = [(Self.writeIDHeader, writeID)]
        switch condition {
        case .none: break
        case .ifAbsent: call.headers.append(("if-none-match", "*"))
        case .ifMatch(let etag): call.headers.append(("if-match", etag))
        }
        let answer: HTTPClientCollectedResponse
        var mayHaveActed = false
        do {
            answer = try await transport.send(call) { mayHaveActed = true }
        } catch {
            guard mayHaveActed, error.code != .cancelled, condition != .none else { throw error }
            if let etag = try await etag(of: key, writtenAs: writeID) { return etag }
            throw error
        }
        if answer.status == 200 { return try Self.etag(answer) }
        guard condition != .none, Self.isConditionFailure(answer) else { throw failure(answer) }
        // Always asked: libcurl, too, repeats a put when a kept connection turns out to be dead.
        if let etag = try await etag(of: key, writtenAs: writeID) { return etag }
        throw ObjectStoreError(.conditionFailed, "\(key) is not as the condition says")
    }

    package func head(_ key: ObjectKey) async throws(ObjectStoreError) -> ObjectInfo? {
        guard let answer = try await headAnswer(key) else { return nil }
        guard let size = answer.headers["Content-Length"].flatMap({ Int($0) }),
            let modifiedAt = answer.headers["Last-Modified"].flatMap(HTTPDate.parse)
        else { throw ObjectStoreError(.unexpectedAnswer, "S3 did not tell the length or time of \(key)") }
        return ObjectInfo(key: key, size: size, modifiedAt: modifiedAt, etag: try Self.etag(answer))
    }

    package func list(prefix: String, limit: Int) async throws(ObjectStoreError) -> [ObjectInfo] {
        try ObjectKey.validate(prefix: prefix)
        var found: [ObjectInfo] = []
        var seen = 0
        var continuation: String?
        // Pages may be short, even empty; but a list that goes on for more of them than it may have objects is broken.
        for _ in 0...limit {
            let page = try await page(prefix: prefix, continuation: continuation)
            seen += page.objects.count
            guard seen <= limit else {
                throw ObjectStoreError(.tooLarge, "bucket \(location.bucket) holds more than \(limit) objects there")
            }
            found += page.objects.compactMap(info)
            guard let next = page.continuation else { return found }
            guard next != continuation else { break }
            continuation = next
        }
        throw ObjectStoreError(.unexpectedAnswer, "S3's list does not get on")
    }

    package func delete(_ key: ObjectKey) async throws(ObjectStoreError) {
        let answer = try await transport.send(S3Call(method: "DELETE", path: try location.path(key)))
        guard answer.status == 204 || answer.status == 200 || Self.isMissing(answer) else { throw failure(answer) }
    }

    private func page(prefix: String, continuation: String?) async throws(ObjectStoreError) -> S3ListPage {
        var call = S3Call(method: "GET", path: location.bucketPath)
        call.query = [
            ("list-type", "2"), ("max-keys", String(Self.pageSize)), ("prefix", location.prefix + prefix),
        ]
        if let continuation { call.query.append(("continuation-token", continuation)) }
        call.limitBytes = Self.pageLimitBytes
        let answer = try await transport.send(call)
        guard answer.status == 200 else { throw failure(answer) }
        return try S3ListPage(answer.body)
    }

    /// Nil for what is no key of ours, such as the folder markers that consoles make.
    private func info(_ object: S3ListPage.Object) -> ObjectInfo? {
        guard object.key.utf8.starts(with: location.prefix.utf8) else { return nil }
        let text = String(decoding: object.key.utf8.dropFirst(location.prefix.utf8.count), as: UTF8.self)
        guard let key = try? ObjectKey(text) else { return nil }
        return ObjectInfo(key: key, size: object.size, modifiedAt: object.modifiedAt, etag: object.etag)
    }

    private func headAnswer(_ key: ObjectKey) async throws(ObjectStoreError) -> HTTPClientCollectedResponse? {
        let answer = try await transport.send(S3Call(method: "HEAD", path: try location.path(key)))
        // A HEAD's answer has no body that could tell a missing key from a missing bucket.
        if answer.status == 404 { return nil }
        guard answer.status == 200 else { throw failure(answer) }
        return answer
    }

    private func etag(of key: ObjectKey, writtenAs writeID: String) async throws(ObjectStoreError) -> String? {
        guard let answer = try await headAnswer(key), answer.headers[Self.writeIDHeader] == writeID else {
            return nil
        }
        return try Self.etag(answer)
    }

    private func failure(_ answer: HTTPClientCollectedResponse) -> ObjectStoreError {
        S3Failure.error(answer, to: location.bucket, sentAt: transport.now())
    }

    private static func isMissing(_ answer: HTTPClientCollectedResponse) -> Bool {
        answer.status == 404 && S3Failure.code(of: answer) == "NoSuchKey"
    }

    /// 412 by the book, 409 when two conditional puts met, 404 when there was nothing to match.
    private static func isConditionFailure(_ answer: HTTPClientCollectedResponse) -> Bool {
        [409, 412].contains(answer.status) || isMissing(answer)
    }

    private static func etag(_ answer: HTTPClientCollectedResponse) throws(ObjectStoreError) -> String {
        guard let etag = answer.headers["ETag"], !etag.isEmpty else {
            throw ObjectStoreError(.unexpectedAnswer, "S3 answered without an ETag")
        }
        return etag
    }

    private static func makeWriteID() -> String {
        (0..<16).map { _ in UInt8.random(in: .min ... .max) }.hexadecimal
    }
}
