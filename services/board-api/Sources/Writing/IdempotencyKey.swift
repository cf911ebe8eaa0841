import Crypto
import HTTPTypes
import Hummingbird
import ServiceKit

/// `Idempotency-Key`: the name a client gives a request, so that repeating it has no further effect.
package struct IdempotencyKey: Sendable, Equatable {
    package let text: String
    /// Of what was asked for, so that one key is not used for two things.
    package let fingerprint: [UInt8]

    package init(text: String, fingerprint: [UInt8]) {
        self.text = text
        self.fingerprint = fingerprint
    }

    /// Nil without the header; throws 400 when it is not 1 to 200 visible ASCII characters.
    init?(_ request: Request, body: some Sequence<UInt8>) throws(Problem) {
        guard let text = request.headers[.idempotencyKey] else { return nil }
        guard (1...200).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalid("Idempotency-Key", "must be 1 to 200 visible ASCII characters")
        }
        var hash = SHA256()
        hash.update(data: Array("\(request.method.rawValue) \(request.uri.path)\n".utf8))
        hash.update(data: Array(body))
        self.init(text: text, fingerprint: Array(hash.finalize()))
    }
}
