/// One thing asked of a provider. All that is asked here can be asked again: texts are embedded, judged or looked up,
/// and points have ids of their own.
struct ProviderCall: Sendable {
    var method = "POST"
    /// Path below the base URL, with its query.
    var endpoint: String
    /// JSON.
    var body: [UInt8]?
    /// In place of the provider's usual limit for the whole call.
    var totalTime: Duration?

    /// A call with JSON or without a body.
    init(_ method: String = "POST", _ endpoint: String, body: [UInt8]? = nil, totalTime: Duration? = nil) {
        self.method = method
        self.endpoint = endpoint
        self.body = body
        self.totalTime = totalTime
    }
}
