import Core
import FoundationEssentials
import History

/// Measures whole poll cycles of a warm process: fetch, parse, judge, encode, Redis; and the history's part on its own.
struct CycleMeasurement {
    let parts: CollectorParts
    let cycles: Int
    private static let warmUpCycles = 5

    /// Runs the cycles and returns one line of JSON: times in seconds for all cycles together.
    func run() async throws -> String {
        for _ in 0..<Self.warmUpCycles { try await cycle() }
        let clock = ContinuousClock()
        let cpuBefore = try Self.processCPUSeconds()
        let wallBefore = clock.now
        for _ in 0..<cycles { try await cycle() }
        let wall = (clock.now - wallBefore).inSeconds
        let cpu = try Self.processCPUSeconds() - cpuBefore
        let history = try await historyCPUSeconds()
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("cycles", cycles)
        writer.field("cpu_seconds", cpu, decimals: 6)
        writer.field("wall_seconds", wall, decimals: 6)
        writer.field("history_cpu_seconds", history, decimals: 6)
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func cycle() async throws {
        while true {
            if case .live = try await parts.collector.poll() { return }
            // A source without a time of its own is read in the same millisecond at most once.
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    private func historyCPUSeconds() async throws -> Double {
        guard let live = parts.city.current else { return 0 }
        let before = try Self.processCPUSeconds()
        for _ in 0..<cycles { try await parts.history.writeSnapshot(live.document, of: live.snapshot) }
        return try Self.processCPUSeconds() - before
    }

    /// User and system time of this process, from /proc/self/stat (fields 14 and 15, in ticks of 10 ms).
    private static func processCPUSeconds() throws -> Double {
        let text = try String(contentsOfFile: "/proc/self/stat", encoding: .utf8)
        let fields = text.split(separator: ")").last?.split(separator: " ").map(String.init) ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / 100
    }
}
