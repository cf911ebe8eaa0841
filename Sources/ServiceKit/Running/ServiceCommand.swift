package import ArgumentParser
import Logging

/// One job of a service: `serve`, or any other subcommand that needs settings, logs and metrics.
package protocol ServiceCommand: AsyncParsableCommand {
    /// The executable's name, e.g. `collector`.
    static var serviceName: String { get }
    /// Where log lines go; standard error for jobs that print their result.
    static var logStream: StandardStream { get }
    /// The setting that makes its port speak TLS; nil when none does.
    static var tlsSetting: String? { get }
    /// Settings given as flags, by their name in the environment; they stand above the environment.
    var settings: [String: String] { get }

    /// Does the job. Whatever it throws becomes one critical log line and exit code 1.
    func run(in runtime: ServiceRuntime) async throws
}

extension ServiceCommand {
    package static var logStream: StandardStream { .output }
    package static var tlsSetting: String? { nil }
    package var settings: [String: String] { [:] }

    package mutating func run() async throws {
        let runtime = try ServiceRuntime.bootstrap(
            name: Self.serviceName,
            flags: settings,
            logStream: Self.logStream
        )
        let command = self
        try await withLogger(runtime.logger) { _ in
            try await command.run(in: runtime)
        }
    }
}
