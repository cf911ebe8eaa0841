package import CoreMetrics
import Synchronization

/// All metrics of a process: swift-metrics' backend, and the text Prometheus reads at `/metrics`.
///
/// Names become Prometheus': dots turn into `_`, counters end in `_total`, timers are histograms in `_seconds`.
/// Making a metric takes a lock; counting with one does not look anything up.
package final class PrometheusRegistry: MetricsFactory, Sendable {
    private struct State {
        var families: [String: MetricFamily] = [:]
        var descriptions: [String: String] = [:]
        var buckets: [String: [Double]] = [:]
        var droppedSeries: [String: Int] = [:]
        var collectors: [@Sendable () -> [MetricSample]] = []
    }

    private let state = Mutex(State())
    private let maximumSeries: Int

    /// `maximumSeries` bounds the label combinations of each family; what comes beyond is counted and not shown.
    package init(maximumSeries: Int = 2000) {
        self.maximumSeries = maximumSeries
        describe("ttareungi_metrics_dropped_series_total", "Label combinations refused because their family was full.")
    }

    /// Sets the help text of the family with the Prometheus name `name`.
    package func describe(_ name: String, _ help: String) {
        state.withLock { $0.descriptions[name] = help }
    }

    /// Sets the upper bounds (ascending, without +Inf) of the histogram with the Prometheus name `name`.
    ///
    /// Holds for series made afterwards.
    package func setBuckets(_ bounds: [Double], for name: String) {
        state.withLock { $0.buckets[name] = bounds }
    }

    /// Adds a function that is asked for values each time `/metrics` is read; it must be quick and must not block.
    package func collect(_ collector: @escaping @Sendable () -> [MetricSample]) {
        state.withLock { $0.collectors.append(collector) }
    }

    /// Adds a gauge whose value is asked for each time `/metrics` is read; nil shows nothing.
    package func gauge(
        _ name: String,
        help: String,
        labels: [(String, String)] = [],
        _ value: @escaping @Sendable () -> Double?
    ) {
        let labels = LabelSet(labels)
        collect {
            value().map { [MetricSample(name: name, kind: .gauge, help: help, labels: labels, value: $0)] } ?? []
        }
    }

    /// The exposition of everything, Prometheus text format 0.0.4, families and series in order of name.
    package func exposition() -> [UInt8] {
        let (families, descriptions, dropped, collectors) = state.withLock {
            (Array($0.families.values), $0.descriptions, $0.droppedSeries, $0.collectors)
        }
        var samples = collectors.flatMap { $0() }
        for (family, count) in dropped {
            samples.append(
                MetricSample(
                    name: "ttareungi_metrics_dropped_series_total",
                    kind: .counter,
                    help: nil,
                    labels: LabelSet([("family", family)]),
                    value: Double(count)
                )
            )
        }
        return MetricExposition.text(families: families, samples: samples, descriptions: descriptions)
    }

    // MARK: MetricsFactory

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return gauge(label, dimensions) }
        return histogram(MetricName.plain(label), dimensions, defaultBuckets: Self.amountBuckets)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(MetricName.timer(label), dimensions, defaultBuckets: Self.secondsBuckets)
    }

    package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
    package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    // MARK: Series

    /// 1 ms to 10 s.
    package static let secondsBuckets: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    /// 1 to 1,000,000, for counts and sizes.
    package static let amountBuckets: [Double] = [
        1, 5, 10, 50, 100, 500, 1000, 5000, 10_000, 50_000, 100_000, 500_000, 1_000_000,
    ]

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterSeries {
        series(MetricName.counter(label), .counter, dimensions) { _ in CounterSeries() }
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeSeries {
        series(MetricName.plain(label), .gauge, dimensions) { _ in GaugeSeries() }
    }

    private func histogram(
        _ name: String,
        _ dimensions: [(String, String)],
        defaultBuckets: [Double]
    ) -> HistogramSeries {
        series(name, .histogram, dimensions) { HistogramSeries(bounds: $0 ?? defaultBuckets) }
    }

    /// The series of these labels, made when new; one outside the registry when the family is full or of another kind.
    private func series<Series: MetricSeries>(
        _ name: String,
        _ kind: MetricKind,
        _ dimensions: [(String, String)],
        make: ([Double]?) -> Series
    ) -> Series {
        let labels = LabelSet(dimensions)
        return state.withLock { state in
            let family = state.families[name] ?? MetricFamily(name: name, kind: kind)
            if let existing = family.series[labels] as? Series { return existing }
            let new = make(state.buckets[name])
            guard family.kind == kind, family.series.count < maximumSeries else {
                state.droppedSeries[name, default: 0] += 1
                return new
            }
            state.families[name, default: family].series[labels] = new
            return new
        }
    }

    private func remove(_ handler: AnyObject) {
        state.withLock { state in
            for (name, family) in state.families {
                guard let labels = family.series.first(where: { $0.value === handler })?.key else { continue }
                state.families[name]?.series[labels] = nil
                return
            }
        }
    }
}
