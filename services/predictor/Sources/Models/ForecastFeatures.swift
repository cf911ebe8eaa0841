import Core

/// What is known of every station at one snapshot, computed once for all models and horizons.
///
/// Columns are aligned with the station index; ``rows`` says which rows are in the snapshot, in its order.
package struct ForecastFeatures: Sendable {
    package let frame: SnapshotFrame
    /// Bikes by which the station usually changes from now to each horizon, shrunk towards 0; [horizon][row].
    package let usualChange: [[Float]]
    /// Mean size of the change in ten minutes that is usual from now to each horizon; [horizon][row].
    package let usualMagnitude: [[Float]]

    package init(frame: SnapshotFrame, usualChange: [[Float]], usualMagnitude: [[Float]]) {
        self.frame = frame
        self.usualChange = usualChange
        self.usualMagnitude = usualMagnitude
    }

    package var rows: [Int32] { frame.rows }
}
