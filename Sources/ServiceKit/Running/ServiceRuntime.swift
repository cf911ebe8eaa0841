package import Configuration
package import Core
import FoundationEssentials
package import Logging
import Metrics
import Synchronization
import Tracing

/// What a running service is given: its name, settings, logger, clock and metrics.
package struct ServiceRuntime: Sendable {
    package let name: String
    /// E.g. `0.1.0` or `0.1.0+4f2a9c01d7be`.
    package let version: String
    package let reader: ConfigReader
    package let common: CommonConfiguration
    package let logger: Logger
    package let metrics: PrometheusRegistry
    /// Tells replicas of a service apart; a new one each start.
    package let instanceID: String

    let routes = RouteTable()
    package let requestMetrics: RequestMetrics
    package let drain = DrainState()

    /// The time the suite goes by.
    package var clock: WallClock { common.clock }

    /// Reads the common settings and touches nothing global; for tests, and for ``bootstrap(name:flags:logStream:)``.
    package init(
        name: String,
        reader: ConfigReader,
        logger: Logger,
        metrics: PrometheusRegistry = PrometheusRegistry()
    ) throws {
        self.name = name
        self.reader = reader
        self.logger = logger
        self.metrics = metrics
        common = try CommonConfiguration(reader: reader, defaultPort: ServicePort.standard(for: name))
        version = ServiceVersion.named(commit: common.gitCommit)
        instanceID = "\(name)-\(UUID().uuidString.prefix(8).lowercased())"
        requestMetrics = RequestMetrics(registry: metrics)
        ProcessMetrics.register(in: metrics, service: name, version: version)
    }

    /// The logger of the bootstrapped process, if it has come that far.
    static var bootstrapped: Logger? { bootstrappedLogger.withLock { $0 } }
    private static let bootstrappedLogger = Mutex<Logger?>(nil)

    /// Sets up logs, metrics and tracing for the whole process; once. Throws ``ConfigurationError``.
    static func bootstrap(name: String, flags: [String: String], logStream: StandardStream) throws -> ServiceRuntime {
        let reader = try ConfigReader.sources(flags: flags)
        let common = try CommonConfiguration(reader: reader, defaultPort: ServicePort.standard(for: name))
        let version = ServiceVersion.named(commit: common.gitCommit)
        LoggingSystem.bootstrap(
            { _, metadataProvider in
                StructuredLogHandler(
                    service: name,
                    version: version,
                    format: common.logFormat,
                    level: common.logLevel,
                    metadataProvider: metadataProvider,
                    write: { logStream.write($0) }
                )
            },
            metadataProvider: Logger.MetadataProvider {
                InstrumentationContext.current?.trace.map { ["trace_id": .string($0.traceID)] } ?? [:]
            }
        )
        let logger = Logger(label: name)
        let runtime = try ServiceRuntime(name: name, reader: reader, logger: logger)
        MetricsSystem.bootstrap(runtime.metrics)
        InstrumentationSystem.bootstrap(TraceContextTracer())
        bootstrappedLogger.withLock { $0 = logger }
        return runtime
    }
}
