package import ArgumentParser
import Blocking
import Configuration
import Glibc
import Logging

/// Parses the command line, runs the command it names and ends the process.
///
/// Exit codes: 0 done, 64 wrong usage, 1 anything else, which is also one critical log line.
package func run<Root: AsyncParsableCommand>(_ root: Root.Type) async -> Never {
    Allocator.preferSmallFootprint()
    let command: any ParsableCommand
    do {
        command = try Root.parseAsRoot()
    } catch {
        Root.exit(withError: error)
    }
    let service = (command as? any ServiceCommand).map { type(of: $0).serviceName } ?? Root._commandName
    do {
        try await execute(command)
        leave(0)
    } catch let error where error is ExitCode || Root.exitCode(for: error) != .failure {
        // Help, usage errors found late, and a command that has said itself what is wrong.
        Root.exit(withError: error)
    } catch {
        logFailure(error, service: service)
        leave(1)
    }
}

/// Ends the process at once. `exit` would take libraries such as OpenSSL down while threads still use them.
private func leave(_ code: CInt) -> Never {
    fflush(nil)
    _exit(code)
}

private func execute(_ command: sending any ParsableCommand) async throws {
    if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
    } else {
        var command = command
        try command.run()
    }
}

/// The one line a service that cannot go on leaves behind.
private func logFailure(_ error: any Error, service: String) {
    // Logs are set up from the settings, which may be what is wrong: then the format alone is read again.
    let settings = ConfigReader(provider: EnvironmentVariablesProvider())
    let format = (try? settings.choice("LOG_FORMAT", default: LogFormat.json)) ?? .json
    let logger =
        ServiceRuntime.bootstrapped
        ?? Logger(label: service) { _ in
            StructuredLogHandler(service: service, version: ServiceVersion.release, format: format, level: .info)
        }
    var metadata: Logger.Metadata = ["error": "\(error)", "error.type": "\(type(of: error))"]
    if let error = error as? ConfigurationError {
        metadata["config.key"] = .string(error.key)
        logger.critical("Configuration is invalid", metadata: metadata)
    } else {
        logger.critical("Service failed", metadata: metadata)
    }
}
