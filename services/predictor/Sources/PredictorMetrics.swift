import Core
import Glibc
import Metrics
import ServiceKit
import Synchronization

/// The predictor's own metrics, made once.
final class PredictorMetrics: Sendable {
    private let registry: PrometheusRegistry
    private let forecastDuration: Timer
    private let snapshotToForecast: Timer
    private let publishFailures: Counter
    private let storeFailures: Counter
    private let trailing = Mutex<[Int: TrailingError]>([:])

    private let drift = LatestDrift()

    init(registry: PrometheusRegistry) {
        self.registry = registry
        for (name, help) in Self.descriptions { registry.describe(name, help) }
        forecastDuration = Timer(label: "predictor_forecast_duration_seconds", factory: registry)
        snapshotToForecast = Timer(label: "predictor_snapshot_to_forecast_seconds", factory: registry)
        publishFailures = Counter(label: "predictor_publish_failures", factory: registry)
        storeFailures = Counter(label: "predictor_store_failures", factory: registry)
        watchDrift()
    }

    private static let descriptions = [
        ("predictor_forecast_duration_seconds", "Time to compute one forecast of every station at every horizon."),
        ("predictor_snapshot_to_forecast_seconds", "Real time from a snapshot's arrival to its forecast being live."),
        ("predictor_forecasts_total", "Forecast runs published, by model."),
        ("predictor_publish_failures_total", "Forecast runs that could not be put into Redis at once."),
        ("predictor_store_failures_total", "Scores, forecasts or histories that could not be written."),
        ("predictor_scored_total", "Stations' forecasts compared with their truths, by horizon."),
        ("predictor_live_rmse", "Root mean squared error of the last hours' forecasts, in bikes, by horizon."),
        ("predictor_live_rmse_last", "The same had the last value been the forecast."),
        ("predictor_live_brier_empty", "Mean squared error of P(empty) of the last hours' forecasts, by horizon."),
        ("predictor_live_brier_empty_last", "The same had the last value been the forecast."),
        ("predictor_learned_snapshots", "Snapshots the baseline has learned from since the start."),
        ("predictor_forecast_age_seconds", "Age of the data under the forecast that is served, by the suite's clock."),
    ]

    func forecast(model: String, computed: Duration, sinceSnapshot: Duration) {
        forecastDuration.recordSeconds(computed.inSeconds)
        snapshotToForecast.recordSeconds(sinceSnapshot.inSeconds)
        Counter(label: "predictor_forecasts", dimensions: [("model", model)], factory: registry).increment()
    }

    func publishFailed() { publishFailures.increment() }

    func storeFailed() { storeFailures.increment() }

    func learned(snapshots: Int) {
        Gauge(label: "predictor_learned_snapshots", factory: registry).record(snapshots)
    }

    func scored(_ scores: [ForecastScore]) {
        for score in scores {
            let labels = [("minutes", String(score.minutes))]
            Counter(label: "predictor_scored", dimensions: labels, factory: registry)
                .increment(by: Int64(score.sums.count))
            let error = trailing.withLock { trailing in
                trailing[score.minutes, default: TrailingError()].add(score.sums)
                return trailing[score.minutes, default: TrailingError()]
            }
            for (name, value) in error.measures {
                Gauge(label: name, dimensions: labels, factory: registry).record(value)
            }
        }
    }

    /// Shows `report` from now on.
    func drifted(_ report: DriftReport?) { drift.report.withLock { $0 = report } }

    private final class LatestDrift: Sendable {
        let report = Mutex<DriftReport?>(nil)
    }

    private func watchDrift() {
        let drift = drift
        registry.collect {
            (drift.report.withLock { $0 }?.gauges ?? []).map { gauge in
                MetricSample(
                    name: gauge.name,
                    kind: .gauge,
                    help: gauge.help,
                    labels: LabelSet(gauge.labels.map { ($0.name, $0.value) }),
                    value: gauge.value
                )
            }
        }
    }
}

/// An error over the runs of late: each further run makes older ones weigh 3 % less, which halves them in 23.
private struct TrailingError {
    private var count = 0.0
    private var squared = 0.0
    private var squaredLast = 0.0
    private var brierEmpty = 0.0
    private var brierEmptyLast = 0.0

    /// Gauges and their values.
    var measures: [(name: String, value: Double)] {
        guard count > 0 else { return [] }
        return [
            ("predictor_live_rmse", sqrt(squared / count)),
            ("predictor_live_rmse_last", sqrt(squaredLast / count)),
            ("predictor_live_brier_empty", brierEmpty / count),
            ("predictor_live_brier_empty_last", brierEmptyLast / count),
        ]
    }

    mutating func add(_ sums: AccuracySums) {
        count = count * 0.97 + Double(sums.count)
        squared = squared * 0.97 + sums.squaredError
        squaredLast = squaredLast * 0.97 + sums.squaredErrorLast
        brierEmpty = brierEmpty * 0.97 + sums.brierEmpty
        brierEmptyLast = brierEmptyLast * 0.97 + sums.brierEmptyLast
    }
}
