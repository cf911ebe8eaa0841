/// A stretch of characters of one kind in a normalised text.
struct TextRun {
    /// What stands between a run and the one before it.
    enum Gap: UInt8 {
        case none
        case blanks
        case signs
    }

    var start: Int
    var end: Int
    var isSyllables: Bool
    var gap: Gap

    /// Cuts a normalised text into runs and appends them to `runs`.
    ///
    /// A comma between digits is left out where it groups thousands, so that 1,000 is 1000: `scalars` shrinks by it.
    static func append(of scalars: inout [UInt32], to runs: inout [TextRun]) {
        removeDigitGrouping(&scalars)
        var gap = Gap.signs
        var position = 0
        let span = scalars.span
        while position < span.count {
            let kind = ScalarKind(span[position])
            switch kind {
            case .blank:
                if gap == .none { gap = .blanks }
                position += 1
            case .other:
                gap = .signs
                position += 1
            case .syllable, .letter:
                let start = position
                repeat { position += 1 } while position < span.count && ScalarKind(span[position]) == kind
                runs.append(TextRun(start: start, end: position, isSyllables: kind == .syllable, gap: gap))
                gap = .none
            }
        }
    }

    private static func removeDigitGrouping(_ scalars: inout [UInt32]) {
        guard scalars.contains(0x2C) else { return }
        var kept = 0
        for index in scalars.indices {
            let isGrouping =
                scalars[index] == 0x2C && index > 0 && isDigit(scalars[index - 1])
                && isThousandsGroup(after: index, in: scalars)
            if isGrouping { continue }
            scalars[kept] = scalars[index]
            kept += 1
        }
        scalars.removeSubrange(kept...)
    }

    private static func isThousandsGroup(after comma: Int, in scalars: [UInt32]) -> Bool {
        guard comma + 3 < scalars.count else { return false }
        for index in comma + 1...comma + 3 where !isDigit(scalars[index]) { return false }
        return comma + 4 == scalars.count || !isDigit(scalars[comma + 4])
    }

    private static func isDigit(_ scalar: UInt32) -> Bool { scalar &- 0x30 < 10 }
}
