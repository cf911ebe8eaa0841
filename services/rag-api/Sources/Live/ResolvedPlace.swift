/// What a place phrase turned out to mean.
package struct ResolvedPlace: Sendable, Equatable {
    /// How a place was meant.
    package enum Kind: String, Sendable {
        case station
        case place
        case district
        /// Several places far apart; ``choices`` lists them.
        case ambiguous
    }

    package var kind: Kind
    /// The place as the city's own data call it.
    package var label: String
    /// Rows of the snapshot, best first; of an ambiguous place the first row of each choice.
    package var rows: [Int]
    package var choices: [String] = []
    /// How many of the first rows were asked for; the others lie around them. nil: all.
    package var askedRows: Int?
    /// 1: found letter by letter; lower: with typing errors, or by a part of what was asked for.
    package var similarity: Double = 1
    /// An exit that was asked for and has no station.
    package var missingExit: Int?
}
