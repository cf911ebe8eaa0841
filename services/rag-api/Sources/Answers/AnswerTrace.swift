/// Step by step how an answer came about; shown to administrators only.
package struct AnswerTrace: Sendable {
    package var route: RoutedQuestion?
    /// The search that the route asked for.
    package var search: PassageFinding?
    /// The search of the guide beside another route.
    package var guide: PassageFinding?
    /// What a language model was asked for and what became of it, e.g. `sentence dropped: no citation`.
    package var notes: [String] = []
    /// Microseconds by step.
    package var timings: [(step: String, microseconds: Int)] = []

    package init() {}
}
