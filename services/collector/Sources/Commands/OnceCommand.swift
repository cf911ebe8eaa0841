package import ArgumentParser
import Blocking
import Core
import Curl
import FoundationEssentials
package import ServiceKit

/// `collector once`: one poll, for cron jobs and for a look; with `--repeat` a measurement.
package struct OnceCommand: ServiceCommand {
    package static let serviceName = "collector"
    package static let logStream = StandardStream.error
    package static let configuration = CommandConfiguration(
        commandName: "once",
        abstract: "Poll the source once and make the snapshot live, whoever holds the slot's lease.",
        discussion: "Prints one line of JSON. Exits 1 when the poll failed or was held back."
    )

    @Option(name: .customLong("repeat"), help: "Poll this many times in one process and report the time they took.")
    var repetitions = 1

    @Flag(help: "Keep no history, and report its cost apart.")
    var measure = false

    package init() {}

    package func validate() throws {
        guard (1...100_000).contains(repetitions) else { throw ValidationError("--repeat takes 1 to 100000.") }
    }

    package func run(in runtime: ServiceRuntime) async throws {
        Allocator.preferSteadyCycles()
        let parts = try await CollectorParts(runtime, keepsHistory: !measure)
        try await withRunningRedis(parts.redis) {
            await parts.restorer(runtime).restore()
            if measure {
                let report = try await CycleMeasurement(parts: parts, cycles: repetitions).run()
                StandardStream.output.writeLine(report)
            } else {
                for _ in 0..<repetitions { try await pollOnce(parts) }
            }
        }
        await parts.httpClient.shutdown()
    }

    private func pollOnce(_ parts: CollectorParts) async throws {
        let outcome = try await parts.collector.poll()
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("source", parts.collector.source.name)
        switch outcome {
        case .live(let stations):
            writer.field("result", "live")
            writer.field("stations", stations)
        case .held(let stations, let polls):
            writer.field("result", "held")
            writer.field("stations", stations)
            writer.field("polls", polls)
        case .unchanged: writer.field("result", "unchanged")
        }
        writer.endObject()
        StandardStream.output.writeLine(String(decoding: writer.bytes, as: UTF8.self))
        if case .held = outcome { throw ExitCode.failure }
    }
}
