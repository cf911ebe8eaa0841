/// How far a training is.
package struct BoostingProgress: Sendable, Hashable {
    /// Rounds done, from 1.
    package let round: Int
    /// Rounds at most.
    package let rounds: Int
    /// The objective's mean loss on the validation rows (squared error: not its root); nil without such rows.
    package let validationLoss: Double?
}
