package import ArgumentParser
import Core
package import ServiceKit

/// `predictor models`: the versions in the registry and who served when.
package struct ModelsCommand: ServiceCommand {
    package static let serviceName = "predictor"
    package static let logStream = StandardStream.error
    package static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List the models in the registry and who served when.",
        discussion: "The champion is marked with *. The promotion history is checked against its hash chain."
    )

    @Option(help: "Print only which model served at a time, e.g. 2026-11-17T08:30:00+09:00.")
    var at: String?

    package init() {}

    package func validate() throws {
        if let at, ZonedTimestamp(rfc3339: at) == nil {
            throw ValidationError("--at takes a time like 2026-11-17T08:30:00+09:00.")
        }
    }

    package func run(in runtime: ServiceRuntime) async throws {
        let configuration = try PredictorConfiguration(reader: runtime.reader, common: runtime.common)
        let registry = ModelRegistry(store: try configuration.models.makeStore())
        let record = try await registry.champion().record
        let output = StandardStream.output
        if let time = at.flatMap({ ZonedTimestamp(rfc3339: $0) }) {
            output.writeLine(record.champion(at: time.instant)?.description ?? "no trained model")
            return
        }
        for summary in try await registry.versions() {
            let mark = summary.version == record.champion ? "*" : " "
            let published = ZonedTimestamp(summary.publishedAt, utcOffsetSeconds: 0).rfc3339
            output.writeLine("\(mark) \(summary.version)  \(published)  \(summary.bytes / 1024) KiB")
        }
        for entry in record.history {
            let time = ZonedTimestamp(entry.at, utcOffsetSeconds: 0).rfc3339
            output.writeLine(
                "\(entry.sequence). \(time) \(entry.action.rawValue) \(entry.version) by \(entry.by): \(entry.reason)"
            )
        }
    }
}

/// `predictor rollback`: makes an earlier model the champion again.
package struct RollbackCommand: ServiceCommand {
    package static let serviceName = "predictor"
    package static let logStream = StandardStream.error
    package static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Make an earlier model the champion again.",
        discussion: "Without --version the champion before. Running predictors follow within MODEL_CHECK_INTERVAL."
    )

    @Option(help: "Version to go back to.")
    var version: String?

    @Option(help: "Why; it stands in the history.")
    var reason = "asked for on the command line"

    package init() {}

    package func run(in runtime: ServiceRuntime) async throws {
        let configuration = try PredictorConfiguration(reader: runtime.reader, common: runtime.common)
        let registry = ModelRegistry(store: try configuration.models.makeStore()) { runtime.clock.now() }
        let stored = try await registry.rollBackToUsable(
            try version.map { try ModelVersion($0) },
            reason: reason,
            by: "predictor rollback"
        )
        StandardStream.output.writeLine(stored.record.champion?.description ?? "")
    }
}
