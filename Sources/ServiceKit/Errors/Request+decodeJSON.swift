import FoundationEssentials
import HTTPTypes
package import Hummingbird
package import NIOCore

extension Request {
    /// The body decoded from JSON, keys in snake_case.
    ///
    /// Throws ``Problem``: 415 unless the content type is JSON, 413 above `limit` bytes, 408 when the body takes longer
    /// than 30 s, 400 naming the field when it does not fit `type`.
    package func decodeJSON<Value: Decodable>(_ type: Value.Type = Value.self, limit: Int = 65_536) async throws
        -> Value
    {
        guard JSONCoding.isJSON(headers[.contentType]) else {
            throw Problem.unsupportedMediaType("Send the body as application/json.")
        }
        let body = try await collectBody(limit: limit)
        do {
            return try JSONCoding.decoder().decode(type, from: Data(body.readableBytesView))
        } catch let error as DecodingError {
            throw Problem.undecodable(error)
        }
    }

    /// The whole body. Throws ``Problem``: 413 above `limit` bytes, 408 when it takes longer than `timeout`.
    package func collectBody(limit: Int, timeout: Duration = .seconds(30)) async throws -> ByteBuffer {
        if let length = headers[.contentLength].flatMap(Int.init), length > limit {
            throw Problem.payloadTooLarge(limit: limit)
        }
        let body = self.body
        return try await withThrowingTaskGroup(of: ByteBuffer.self) { group in
            group.addTask {
                do {
                    return try await body.collect(upTo: limit)
                } catch is NIOTooManyBytesError {
                    throw Problem.payloadTooLarge(limit: limit)
                }
            }
            group.addTask {
                try await Task.sleep(for: timeout)
                throw Problem.requestTimeout("The body did not arrive in time.")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? ByteBuffer()
        }
    }
}

/// How the suite reads and writes JSON with `Codable`: snake_case on the wire, times in RFC 3339.
package enum JSONCoding {
    static func isJSON(_ contentType: String?) -> Bool {
        guard let contentType else { return false }
        let media = contentType.prefix { $0 != ";" }.trimmingSpaces().lowercased()
        return media == "application/json" || (media.hasPrefix("application/") && media.hasSuffix("+json"))
    }

    static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }

    static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = .withoutEscapingSlashes
        return encoder
    }
}
