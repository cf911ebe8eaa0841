/// What the questions known say of a question and the passages found for it.
package struct AskSigns: Sendable, Equatable {
    /// How like the questions of the best passage it is, 0…1.
    package var likeness: Float
    /// The cosine to the nearest question of which it is known that no passage answers it.
    package var declined: Float
    /// How like all questions that passages answer it is.
    package var subject: Float
    /// How like all questions it is of which it is known that no passage answers them, and how like the nearest group of them.
    package var beside: Float
    package var besideGroup: Float
    /// How much of its words and pairs the best of the first passages has, 0…1.
    package var shared: Float

    /// What `match` says, with the best passages by their numbers in its index, best first.
    package init(_ match: AskMatch, best: some Collection<Int>) {
        likeness = best.first.map { match.likeness[$0] } ?? 0
        shared = best.map { match.shared[$0] }.max() ?? 0
        (declined, subject) = (match.declined, match.subject)
        (beside, besideGroup) = (match.beside, match.besideGroup)
    }
}
