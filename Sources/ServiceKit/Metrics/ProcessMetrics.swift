import FoundationEssentials
import Glibc

/// What the kernel knows about this process, read from `/proc`; what cannot be read is left out.
enum ProcessMetrics {
    /// The metrics Prometheus' own client libraries call by these names, and the build's name.
    static func register(in registry: PrometheusRegistry, service: String, version: String) {
        let startTime = startTimeSeconds()
        let build = LabelSet([("service", service), ("version", version)])
        registry.collect {
            var samples = [
                MetricSample(
                    name: "ttareungi_build_info",
                    kind: .gauge,
                    help: "Constant 1, labelled with the service and its version.",
                    labels: build,
                    value: 1
                )
            ]
            func add(_ name: String, _ kind: MetricKind, _ help: String, _ value: Double?) {
                guard let value else { return }
                samples.append(MetricSample(name: name, kind: kind, help: help, value: value))
            }
            add("process_cpu_seconds_total", .counter, "User and system CPU time in seconds.", cpuSeconds())
            add("process_resident_memory_bytes", .gauge, "Resident memory in bytes.", residentBytes())
            add("process_open_fds", .gauge, "Open file descriptors.", openFileDescriptors())
            add("process_start_time_seconds", .gauge, "Start of the process in Unix seconds.", startTime)
            return samples
        }
    }

    private static func cpuSeconds() -> Double? {
        let fields = statFields()
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return nil }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func residentBytes() -> Double? {
        let fields = contents(of: "/proc/self/statm").split(separator: " ")
        guard fields.count > 1, let pages = Double(fields[1]) else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static func openFileDescriptors() -> Double? {
        // Without the entry the listing itself needs; unreadable means not Linux.
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { Double($0.count - 1) }
    }

    private static func startTimeSeconds() -> Double? {
        let fields = statFields()
        let boot = contents(of: "/proc/stat").split(separator: "\n").first { $0.hasPrefix("btime ") }
        guard fields.count > 19, let ticks = Double(fields[19]), let boot, let bootSeconds = Double(boot.dropFirst(6))
        else { return nil }
        return bootSeconds + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The fields of `/proc/self/stat` behind the command name, which may itself hold spaces and brackets.
    private static func statFields() -> [Substring] {
        let text = contents(of: "/proc/self/stat")
        guard let end = text.lastIndex(of: ")") else { return [] }
        return text[end...].dropFirst(2).split(separator: " ")
    }

    private static func contents(of path: String) -> String {
        // A missing file means the platform has no /proc; the metric is then left out.
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
}
