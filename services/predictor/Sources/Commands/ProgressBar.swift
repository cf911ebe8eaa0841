import Glibc
import ServiceKit
import Synchronization

/// Progress of a long job on standard error: a bar that grows on a terminal, a line each tenth elsewhere.
final class ProgressBar: Sendable {
    private static let width = 30
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let state = Mutex<(label: String, tenth: Int, drawn: Int)>(("", -1, -1))

    /// Shows that `share` (0 … 1) of the step `label` is done.
    func show(_ label: String, _ share: Double) {
        let bounded = min(max(share, 0), 1)
        let line = state.withLock { state -> String? in
            if state.label != label { state = (label, -1, -1) }
            let drawn = Int(bounded * Double(Self.width))
            let tenth = Int(bounded * 10)
            guard isTerminal ? drawn != state.drawn : tenth != state.tenth else { return nil }
            (state.tenth, state.drawn) = (tenth, drawn)
            guard isTerminal else { return "\(label): \(tenth * 10) %\n" }
            let bar = String(repeating: "#", count: drawn) + String(repeating: ".", count: Self.width - drawn)
            return "\r\(label) [\(bar)] \(Int(bounded * 100)) %\(bounded >= 1 ? "\n" : "")"
        }
        if let line { StandardStream.error.write(Array(line.utf8)) }
    }

    func show(_ step: ModelTraining.Step) { show(step.label, step.share) }
}
