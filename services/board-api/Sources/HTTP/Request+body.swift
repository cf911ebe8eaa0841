import HTTPTypes
import Hummingbird
import NIOCore
import ServiceKit

extension Request {
    /// The whole body. Throws ``Problem``: 413 above `limit` bytes, 408 when it takes longer than `timeout`.
    ///
    /// The time is looked at with each piece that comes: a timer for each request would cost more than the request. A body
    /// of which nothing comes any more ends with its connection.
    func bytes(limit: Int, timeout: Duration = .seconds(30)) async throws -> [UInt8] {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem.payloadTooLarge(limit: limit)
        }
        let end = ContinuousClock.now + timeout
        var bytes: [UInt8] = []
        for try await piece in body {
            guard bytes.count + piece.readableBytes <= limit else { throw Problem.payloadTooLarge(limit: limit) }
            bytes += piece.readableBytesView
            guard ContinuousClock.now < end else {
                throw Problem.requestTimeout("The body did not arrive in time.")
            }
        }
        return bytes
    }

    /// The JSON value of the body. Throws as ``bytes(limit:timeout:)``, 415 unless it is called JSON, 400 naming members that
    /// do not fit.
    func decoded<Value: RequestBody>(_ type: Value.Type, limit: Int = 4096) async throws -> Value {
        try await decodedWithKey(type, limit: limit).value
    }

    /// The JSON value of the body and the `Idempotency-Key` of the request.
    func decodedWithKey<Value: RequestBody>(
        _ type: Value.Type,
        limit: Int
    ) async throws -> (value: Value, key: IdempotencyKey?) {
        let media = headers[.contentType]?.prefix { $0 != ";" && $0 != " " }.lowercased() ?? ""
        guard media == "application/json" || media.hasPrefix("application/") && media.hasSuffix("+json") else {
            throw Problem.unsupportedMediaType("Send the body as application/json.")
        }
        let bytes = try await bytes(limit: limit)
        return (try Value(json: bytes), try IdempotencyKey(self, body: bytes))
    }
}
