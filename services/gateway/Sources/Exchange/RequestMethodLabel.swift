import HTTPTypes

/// A request's method as a label: those nobody knows are one.
struct RequestMethodLabel {
    private static let known = ["unreadable", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"]

    let index: Int

    /// Nil for a request that could not be read.
    init(_ method: HTTPRequest.Method?) {
        guard let method else {
            index = 0
            return
        }
        // Nearly all are reads.
        index = method == .get ? 1 : Self.known.firstIndex(of: method.rawValue) ?? Self.known.count - 1
    }

    var text: String { Self.known[index] }
}
