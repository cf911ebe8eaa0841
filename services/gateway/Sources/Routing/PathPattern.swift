/// `/api/stations/{id}/history`, or `/gbfs/**` for everything below.
package struct PathPattern: Hashable, Sendable {
    private enum Segment: Hashable, Sendable {
        case literal(Substring)
        case any
    }

    private let segments: [Segment]
    private let isPrefix: Bool

    package init(_ text: String) {
        var parts = text.split(separator: "/")
        isPrefix = parts.last == "**"
        if isPrefix { parts.removeLast() }
        segments = parts.map { $0.hasPrefix("{") ? .any : .literal($0) }
    }

    /// Whether the path with these segments, as they came over the wire, is meant.
    package func matches(_ path: [Substring]) -> Bool {
        guard isPrefix ? path.count > segments.count : path.count == segments.count else { return false }
        return zip(segments, path).allSatisfy { segment, part in
            switch segment {
            case .literal(let text): text == part
            case .any: true
            }
        }
    }

    /// Whether every path of `other` is one of this pattern's too.
    func covers(_ other: PathPattern) -> Bool {
        let shortest = other.segments.count + (other.isPrefix ? 1 : 0)
        guard self != other, isPrefix, shortest > segments.count else { return false }
        return zip(segments, other.segments).allSatisfy { $0 == $1 || $0 == .any }
    }
}
