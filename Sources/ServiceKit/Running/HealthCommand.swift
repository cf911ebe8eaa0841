package import ArgumentParser
import Configuration

/// `NAME health [--ready]`: asks the running instance on this machine, for containers without curl.
package struct HealthCommand<Serve: ServiceCommand>: AsyncParsableCommand {
    package static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "health",
            abstract: "Ask a running \(Serve.serviceName) whether it lives; exits 0 or 1.",
            discussion: "Asks $HOST:$PORT within 2 seconds."
        )
    }

    @Flag(help: "Ask whether it is ready for requests.")
    var ready = false

    package init() {}

    package func run() async throws {
        let reader = try ConfigReader.sources(flags: [:])
        let port = try reader.port("PORT", default: ServicePort.standard(for: Serve.serviceName))
        let host = try reader.text("HOST", default: "127.0.0.1")
        let probe = HealthProbe(
            host: host,
            port: port,
            path: ready ? "/health/ready" : "/health/live",
            isTLS: Serve.tlsSetting.map { reader.optionalText($0) != nil } ?? false
        )
        let outcome = await probe.ask()
        StandardStream.output.writeLine(outcome.line)
        if !outcome.isHealthy {
            throw ExitCode.failure
        }
    }
}
