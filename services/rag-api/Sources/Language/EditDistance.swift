/// How many insertions, deletions, replacements and swaps of neighbours turn one sequence into another.
package enum EditDistance {
    /// Whether one insertion, deletion or replacement, or a swap of neighbours, turns one into the other.
    package static func isOneApart(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let (short, long) = left.count <= right.count ? (left, right) : (right, left)
        guard long.count - short.count <= 1 else { return false }
        guard let first = short.indices.first(where: { short[$0] != long[$0] }) else { return long.count > short.count }
        if long.count > short.count { return short[first...].elementsEqual(long[(first + 1)...]) }
        if short[(first + 1)...].elementsEqual(long[(first + 1)...]) { return true }
        guard first + 1 < short.count, short[first] == long[first + 1], short[first + 1] == long[first] else {
            return false
        }
        return short[(first + 2)...].elementsEqual(long[(first + 2)...])
    }

    /// The distance (optimal string alignment), or nil where it is more than `limit`.
    package static func between(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int? {
        guard abs(left.count - right.count) <= limit else { return nil }
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        var current = last
        for i in 1...left.count {
            current[0] = i
            var best = i
            for j in 1...right.count {
                let cost = left[i - 1] == right[j - 1] ? 0 : 1
                var value = min(last[j] + 1, current[j - 1] + 1, last[j - 1] + cost)
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                    value = min(value, beforeLast[j - 2] + 1)
                }
                current[j] = value
                best = min(best, value)
            }
            guard best <= limit else { return nil }
            (beforeLast, last, current) = (last, current, beforeLast)
        }
        return last[right.count] <= limit ? last[right.count] : nil
    }
}
