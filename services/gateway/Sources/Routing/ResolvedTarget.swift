import HTTPTypes

/// A request's target, checked, and where in the address book it leads.
struct ResolvedTarget {
    enum Outcome {
        case resolved(ResolvedTarget)
        /// Two programs could read it as two different paths, or it is no path.
        case unreadable
        case tooLong
    }

    /// As it goes to a service.
    let text: String
    /// The host of a target in absolute form.
    let authority: String?
    /// Where the path stands in the head; nil where the text is another than the client's.
    private let path: Range<Int>?

    static func resolve(_ bytes: borrowing Span<UInt8>, from start: Int, to end: Int, _ limit: Int) -> Outcome {
        guard end - start <= limit else { return .tooLong }
        if let pathEnd = RequestTarget.plainPathEnd(bytes, from: start, to: end) {
            let text = bytes.text(from: start, to: end)
            return .resolved(ResolvedTarget(text: text, authority: nil, path: start..<pathEnd))
        }
        var raw: [UInt8] = []
        for index in start..<end { raw.append(bytes[index]) }
        var authority: String?
        if let absolute = absolute(raw) {
            authority = absolute.authority
            raw = absolute.path
        }
        guard let target = RequestTarget(bytes: raw) else { return .unreadable }
        return .resolved(ResolvedTarget(text: target.text, authority: authority, path: nil))
    }

    /// The parts of `http://host/path`; nil when it is not that.
    private static func absolute(_ raw: [UInt8]) -> (authority: String, path: [UInt8])? {
        for scheme in ["http://", "https://"] where raw.starts(with: scheme.utf8) {
            let rest = raw.dropFirst(scheme.utf8.count)
            let authority = String(
                decoding: rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") },
                as: UTF8.self
            )
            guard RequestAuthority.isPlain(authority) else { return nil }
            let path = Array(rest.dropFirst(authority.utf8.count))
            return (authority, path.first == UInt8(ascii: "/") ? path : [UInt8(ascii: "/")] + path)
        }
        return nil
    }

    func match(_ table: RouteTable, _ head: borrowing Span<UInt8>) -> RouteTable.Match {
        if let path { return table.match(head, from: path.lowerBound, to: path.upperBound) }
        return RequestTarget(text).map(table.match) ?? .nothing
    }

    /// Another route of the same path that takes `method`; the first one does not.
    func route(behind index: Int, _ table: RouteTable, answering method: HTTPRequest.Method) -> Int? {
        RequestTarget(text).flatMap { table.route(behind: index, of: $0, answering: method) }
    }

    func methods(_ table: RouteTable) -> [String] {
        RequestTarget(text).map(table.methods) ?? []
    }
}
