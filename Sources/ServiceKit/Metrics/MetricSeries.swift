import CoreMetrics
import Synchronization

/// One line, or for a histogram one group of lines, of the exposition.
protocol MetricSeries: AnyObject, Sendable {
    /// The lines for this series.
    func write(name: String, labels: LabelSet, into lines: inout MetricLines)
}

/// A number that only grows.
final class CounterSeries: MetricSeries, CounterHandler, FloatingPointCounterHandler {
    private let whole = Atomic<Int64>(0)
    private let fraction = AtomicDouble()

    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        whole.wrappingAdd(amount, ordering: .relaxed)
    }

    func increment(by amount: Double) {
        guard amount.isFinite, amount > 0 else { return }
        fraction.add(amount)
    }

    func reset() {
        whole.store(0, ordering: .relaxed)
        fraction.value = 0
    }

    func write(name: String, labels: LabelSet, into lines: inout MetricLines) {
        lines.append(name, labels, Double(whole.load(ordering: .relaxed)) + fraction.value)
    }
}

/// A number that goes up and down.
final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
    private let current = AtomicDouble()

    func set(_ value: Int64) { current.value = Double(value) }
    func set(_ value: Double) { current.value = value }
    func record(_ value: Int64) { current.value = Double(value) }
    func record(_ value: Double) { current.value = value }

    func increment(by amount: Double) {
        guard amount.isFinite else { return }
        current.add(amount)
    }

    func decrement(by amount: Double) {
        guard amount.isFinite else { return }
        current.add(-amount)
    }

    func write(name: String, labels: LabelSet, into lines: inout MetricLines) {
        lines.append(name, labels, current.value)
    }
}

/// How often values fell under each bound.
final class HistogramSeries: MetricSeries, RecorderHandler, TimerHandler {
    private struct Counts {
        var perBucket: [UInt64]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let counts: Mutex<Counts>

    init(bounds: [Double]) {
        self.bounds = bounds
        counts = Mutex(Counts(perBucket: Array(repeating: 0, count: bounds.count + 1)))
    }

    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        counts.withLock {
            $0.perBucket[bucket] += 1
            $0.sum += value
        }
    }

    func write(name: String, labels: LabelSet, into lines: inout MetricLines) {
        let (perBucket, sum) = counts.withLock { ($0.perBucket, $0.sum) }
        var cumulative: UInt64 = 0
        for (bound, count) in zip(bounds, perBucket) {
            cumulative += count
            lines.append(name + "_bucket", labels, extra: "le=\"\(MetricLines.number(bound))\"", Double(cumulative))
        }
        cumulative += perBucket[bounds.count]
        lines.append(name + "_bucket", labels, extra: "le=\"+Inf\"", Double(cumulative))
        lines.append(name + "_sum", labels, sum)
        lines.append(name + "_count", labels, Double(cumulative))
    }
}

/// A double that several threads may change.
struct AtomicDouble: ~Copyable {
    private let bits = Atomic<UInt64>(Double.zero.bitPattern)

    var value: Double {
        get { Double(bitPattern: bits.load(ordering: .relaxed)) }
        nonmutating set { bits.store(newValue.bitPattern, ordering: .relaxed) }
    }

    func add(_ amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (exchanged, original) = bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = original
        }
    }
}
