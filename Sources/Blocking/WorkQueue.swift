/// What threads take their work from, first in first out, until it is closed and empty.
final class WorkQueue<Element: Sendable>: Sendable {
    private struct State: Sendable {
        var waiting = FIFO<Element>()
        var isClosed = false
    }

    private enum Step {
        case run(Element)
        case end
    }

    private let monitor = Monitor(State())
    private let limit: Int

    init(limit: Int = .max) {
        self.limit = limit
    }

    var count: Int {
        monitor.update { $0.waiting.count }
    }

    /// False when the queue is at its limit.
    func append(_ element: Element) -> Bool {
        monitor.update { state in
            guard state.waiting.count < limit else { return false }
            state.waiting.append(element)
            return true
        }
    }

    /// Lets every thread in `drain` return once nothing waits.
    func close() {
        monitor.update(wakingAll: true) { $0.isClosed = true }
    }

    /// Gives `body` one element after the other on the calling thread, until `close`.
    func drain(_ body: (Element) -> Void) {
        while true {
            let step: Step = monitor.wait { state in
                if let element = state.waiting.popFirst() { return .run(element) }
                return state.isClosed ? .end : nil
            }
            switch step {
            case .run(let element): body(element)
            case .end: return
            }
        }
    }
}
