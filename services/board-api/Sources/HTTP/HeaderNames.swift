import HTTPTypes
import ServiceKit

extension HTTPField.Name {
    static let idempotencyKey = known("idempotency-key")
    static let idempotencyReplayed = known("idempotency-replayed")
    static let link = known("link")
}
