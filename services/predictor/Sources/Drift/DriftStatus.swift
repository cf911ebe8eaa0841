/// How far a feature's distribution has moved, read off its population stability index.
///
/// Below 0.1 nothing to speak of, from 0.25 on a change that a model should not be trusted across (N. Siddiqi, Credit
/// Risk Scorecards, 2006).
package enum DriftStatus: String, CaseIterable, Sendable {
    case stable, moderate, large

    package init(psi: Double) {
        self = psi < 0.1 ? .stable : psi < 0.25 ? .moderate : .large
    }
}
