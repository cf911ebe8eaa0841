/// Reads pairs of neighbouring syllables off a text, also across blanks and signs: people leave blanks out and put them in.
enum PairReader {
    /// Calls `body` with each term and the place of its first character. A syllable without any neighbour stands alone;
    /// words of other scripts and numbers are whole, and a unit behind a number counts with it.
    @inline(__always)
    static func read(_ scalars: Span<UInt32>, _ runs: Span<TextRun>, _ body: (UInt64, Int) -> Void) {
        var last: UInt32 = 0
        for index in runs.indices {
            let run = runs[index]
            guard run.isSyllables else {
                body(TermHash.word(scalars, run.start..<run.end, view: .pairs), run.start)
                last = 0
                continue
            }
            if last != 0 {
                body(TermHash.pair(last, scalars[run.start]), run.start)
            } else if index > 0, run.gap == .none {
                body(TermHash.word(scalars, runs[index - 1].start..<run.start + 1, view: .pairs), run.start)
            } else if run.end - run.start == 1, index + 1 == runs.count || !runs[index + 1].isSyllables {
                body(TermHash.pair(scalars[run.start], 0), run.start)
            }
            var previous = scalars[run.start]
            var position = run.start + 1
            while position < run.end {
                let scalar = scalars[position]
                body(TermHash.pair(previous, scalar), position - 1)
                previous = scalar
                position += 1
            }
            last = previous
        }
    }
}
