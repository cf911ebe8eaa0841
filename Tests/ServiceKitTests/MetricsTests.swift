import CoreMetrics
import Foundation
import Hummingbird
import HummingbirdTesting
import Metrics
import ServiceKit
import Testing

@Suite
struct MetricsTests {
    private func text(_ registry: PrometheusRegistry) -> String {
        String(decoding: registry.exposition(), as: UTF8.self)
    }

    @Test func `a counter ends in total and adds whole and broken amounts`() {
        let registry = PrometheusRegistry()
        registry.describe("collector_polls_total", "Polls of the source.")
        Counter(label: "collector.polls", dimensions: [("outcome", "ok")], factory: registry).increment(by: 2)
        FloatingPointCounter(label: "collector.polls", dimensions: [("outcome", "ok")], factory: registry)
            .increment(by: 0.5)
        #expect(
            text(registry) == """
                # HELP collector_polls_total Polls of the source.
                # TYPE collector_polls_total counter
                collector_polls_total{outcome="ok"} 2.5

                """
        )
    }

    @Test func `a timer is a histogram in seconds`() {
        let registry = PrometheusRegistry()
        registry.setBuckets([0.1, 1], for: "fetch_duration_seconds")
        let timer = Timer(label: "fetch.duration", factory: registry)
        timer.recordMilliseconds(50)
        timer.recordMilliseconds(100)
        timer.recordSeconds(3)
        #expect(
            text(registry) == """
                # HELP fetch_duration_seconds Fetch duration seconds.
                # TYPE fetch_duration_seconds histogram
                fetch_duration_seconds_bucket{le="0.1"} 2
                fetch_duration_seconds_bucket{le="1"} 2
                fetch_duration_seconds_bucket{le="+Inf"} 3
                fetch_duration_seconds_sum 3.15
                fetch_duration_seconds_count 3

                """
        )
    }

    @Test func `gauges go up and down and recorders that do not aggregate keep the last value`() {
        let registry = PrometheusRegistry()
        let meter = Meter(label: "queue", factory: registry)
        meter.set(5)
        meter.decrement(by: 2.0)
        Gauge(label: "age", factory: registry).record(1.5)
        registry.gauge("asked", help: "Asked for.") { 7 }
        let lines = text(registry).split(separator: "\n")
        #expect(lines.contains("queue 3"))
        #expect(lines.contains("age 1.5"))
        #expect(lines.contains("asked 7"))
    }

    @Test func `label values are escaped and label names made valid`() {
        let registry = PrometheusRegistry()
        Meter(label: "m", dimensions: [("a.b", "x\"y\\z\nw"), ("le", "1"), ("9", "n")], factory: registry).set(1)
        #expect(text(registry).contains(#"m{_9="n",a_b="x\"y\\z\nw",le_="1"} 1"#))
    }

    @Test func `a family takes only so many series and counts the others`() {
        let registry = PrometheusRegistry(maximumSeries: 3)
        for index in 0..<10 {
            Counter(label: "hits", dimensions: [("n", "\(index)")], factory: registry).increment()
        }
        let lines = text(registry).split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("hits_total{") }.count == 3)
        #expect(lines.contains(#"ttareungi_metrics_dropped_series_total{family="hits_total"} 7"#))
    }

    @Test func `a name of another kind is refused without a trap`() {
        let registry = PrometheusRegistry()
        Meter(label: "thing", factory: registry).set(1)
        Timer(label: "thing_seconds", factory: registry).recordSeconds(1)
        Recorder(label: "thing", factory: registry).record(5)
        #expect(text(registry).contains(#"dropped_series_total{family="thing"} 1"#))
        #expect(text(registry).contains("thing 1\n"))
    }

    @Test func `the same name and labels are the same series until it is destroyed`() {
        let registry = PrometheusRegistry()
        let first = Counter(label: "same", dimensions: [("a", "1"), ("b", "2")], factory: registry)
        first.increment()
        Counter(label: "same", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
        #expect(text(registry).contains(#"same_total{a="1",b="2"} 2"#))
        first.destroy()
        #expect(!text(registry).contains("same_total"))
    }

    @Test func `counting from many tasks loses nothing`() async {
        let registry = PrometheusRegistry()
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    let meter = Meter(label: "sum", factory: registry)
                    let timer = Timer(label: "took", factory: registry)
                    for _ in 0..<1000 {
                        meter.increment(by: 1.0)
                        timer.recordSeconds(1)
                    }
                }
            }
        }
        let lines = text(registry).split(separator: "\n")
        #expect(lines.contains("sum 8000"))
        #expect(lines.contains("took_seconds_count 8000"))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool"), "promtool is not installed"))
    func `promtool finds nothing wrong with all kinds of metrics and Hummingbird's own`() async throws {
        let runtime = try makeRuntime()
        let router = runtime.makeRouter()
        try await withMetricsFactory(runtime.metrics) {
            router.add(middleware: MetricsMiddleware())
            router.get("/hello/{name}") { _, _ in "hello" }
            let application = runtime.makeApplication(router: router)
            Counter(label: "jobs", dimensions: [("kind", "a \"b\"")], factory: runtime.metrics).increment()
            Recorder(label: "batch.rows", factory: runtime.metrics).record(100)
            let exposition = try await application.test(.router) { client in
                try await client.execute(uri: "/hello/x", method: .get) { #expect($0.status == .ok) }
                try await client.execute(uri: "/nowhere", method: .get) { #expect($0.status == .notFound) }
                return try await client.execute(uri: "/metrics", method: .get) { response in
                    #expect(response.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
                    return String(buffer: response.body)
                }
            }
            for family in [
                "hb_requests_total", "http_server_request_duration_seconds_bucket", "jobs_total", "batch_rows_sum",
                "process_cpu_seconds_total", "process_resident_memory_bytes", "process_start_time_seconds",
                "process_open_fds", "ttareungi_build_info{service=\"collector\",version=\"0.1.0\"} 1",
            ] {
                #expect(exposition.contains("\n" + family), "\(family)")
            }
            #expect(!exposition.contains("/hello/x"))
            let (status, output) = try lint(exposition)
            #expect(status == 0, "\(output)")
            #expect(output.isEmpty)
        }
    }

    private func lint(_ exposition: String) throws -> (Int32, String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/promtool")
        process.arguments = ["check", "metrics"]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(exposition.utf8))
        try input.fileHandleForWriting.close()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }
}
