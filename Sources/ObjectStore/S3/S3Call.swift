/// One call to S3, not yet signed.
struct S3Call: Sendable {
    let method: String
    let path: String
    var query: [(name: String, value: String)] = []
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]?
    /// How long the answer's body may be.
    var limitBytes = S3Call.errorLimitBytes

    /// S3's error documents are far shorter.
    static let errorLimitBytes = 64 << 10
}
