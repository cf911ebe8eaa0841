package import Core

/// First answers to requests with an `Idempotency-Key`, kept in the transaction that did what they asked for.
package protocol AnswerRepository {
    func find(accountID: Int64, key: String) throws -> (answer: StoredAnswer, fingerprint: [UInt8])?
    /// Throws ``BoardError/answeredMeanwhile`` when there is one already.
    func insert(_ answer: StoredAnswer, accountID: Int64, key: String, fingerprint: [UInt8], now: Timestamp) throws
    func deleteAll(accountID: Int64) throws
    /// Takes the words from answers that made what is at `location` or below it, and leaves that it was removed.
    func clear(accountID: Int64, location: String) throws
    func deleteOlder(than: Timestamp, limit: Int) throws -> Int
}

/// An answer as it goes out, or went out the first time.
package struct StoredAnswer: Sendable, Equatable {
    package var status: Int
    package var location: String?
    package var etag: String?
    package var body: [UInt8]

    /// Whether what it told of was removed for good.
    var isCleared: Bool { status == Self.clearedStatus }
    static let clearedStatus = 410

    package init(status: Int, location: String? = nil, etag: String? = nil, body: [UInt8]) {
        self.status = status
        self.location = location
        self.etag = etag
        self.body = body
    }
}
