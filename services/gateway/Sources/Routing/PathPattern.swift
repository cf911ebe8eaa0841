/// `/api/stations/{id}/history`, or `/gbfs/**` for everything below.
package struct PathPattern: Hashable, Sendable {
    /// Nil for a segment that may be anything.
    private let segments: [[UInt8]?]
    private let isPrefix: Bool

    package init(_ text: String) {
        var parts = text.split(separator: "/")
        isPrefix = parts.last == "**"
        if isPrefix { parts.removeLast() }
        segments = parts.map { $0.hasPrefix("{") ? nil : Array($0.utf8) }
    }

    /// Whether every path that `other` matches is one of this pattern's too.
    package func covers(_ other: PathPattern) -> Bool {
        guard zip(segments, other.segments).allSatisfy({ $0 == nil || $0 == $1 }) else { return false }
        if segments.count == other.segments.count { return isPrefix == other.isPrefix }
        return isPrefix && segments.count < other.segments.count
    }

    /// Whether there is a path that both match.
    package func meets(_ other: PathPattern) -> Bool {
        guard zip(segments, other.segments).allSatisfy({ $0 == nil || $1 == nil || $0 == $1 }) else { return false }
        if segments.count == other.segments.count { return isPrefix == other.isPrefix }
        return segments.count < other.segments.count ? isPrefix : other.isPrefix
    }

    /// Whether the path, as it came over the wire, is meant. It has no empty segments.
    package func matches(_ path: borrowing Span<UInt8>, from start: Int, to end: Int) -> Bool {
        var index = start + 1
        for segment in segments {
            guard index < end else { return false }
            let segmentStart = index
            if let segment {
                guard end - index >= segment.count else { return false }
                for byte in segment {
                    guard path[index] == byte else { return false }
                    index += 1
                }
                guard index == end || path[index] == UInt8(ascii: "/") else { return false }
            } else {
                while index < end, path[index] != UInt8(ascii: "/") { index += 1 }
                guard index > segmentStart else { return false }
            }
            index += 1
        }
        // Behind the last segment stands the end, or for a prefix something more.
        return isPrefix ? index < end : index >= end
    }
}
