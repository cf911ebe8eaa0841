import Hummingbird

extension RequestBody {
    /// Keeps the server from reading a body that nobody wants: the connection ends with the answer.
    ///
    /// For bodies that nothing has been read of. A read that is cancelled closes the connection's way in.
    func refuse() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                var pieces = makeAsyncIterator()
                // What comes is dropped, and the error is the cancellation's.
                while (try? await pieces.next()) != nil {}
            }
            group.cancelAll()
        }
    }
}

extension Request {
    /// Whether a body of at least one byte, or of unknown length, comes behind the head.
    var hasBody: Bool {
        guard method != .head else { return false }
        if headers[.transferEncoding] != nil { return true }
        return headers[.contentLength].map { $0 != "0" } ?? false
    }
}
