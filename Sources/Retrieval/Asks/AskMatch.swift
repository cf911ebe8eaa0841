/// How a question lies among the questions whose passages are known.
package struct AskMatch: Sendable, Equatable {
    /// How like the questions of a passage it is, 0…1, by the passage's number in ``AskIndex/passages``; 0 for those that a
    /// filter leaves out.
    package var likeness: [Float]
    /// The cosine to the nearest question of which it is known that no passage answers it.
    package var declined: Float = 0
    /// How like all questions that passages answer it is, 0…1: whether it is about the subject at all.
    package var subject: Float = 0
    /// How like all questions it is of which it is known that no passage answers them.
    package var beside: Float = 0
    /// How like the nearest group of such questions it is.
    package var besideGroup: Float = 0
    /// How like the examples of each other way of answering it is, 0…1, by the heading of their passage.
    package var routes: [String: Float] = [:]
    /// How much of its words and pairs a passage with its questions has, by the passage's number.
    package var shared: [Float]
}
