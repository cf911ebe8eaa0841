/// Takes the time of each step and writes the trace.
struct StepRecorder {
    private(set) var steps: [RetrievalTrace.Step] = []
    private let clock = ContinuousClock()
    private var start = ContinuousClock.now

    mutating func finish(_ name: String, hits: [ScoredID] = [], notes: [String: String] = [:]) {
        let now = clock.now
        let (seconds, attoseconds) = (now - start).components
        let microseconds = Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
        steps.append(RetrievalTrace.Step(name, microseconds: microseconds, hits: hits, notes: notes))
        start = now
    }
}
