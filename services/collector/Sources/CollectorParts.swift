import Blocking
import Core
import Curl
import FoundationEssentials
import History
import LiveStore
import Redis
import ServiceKit

/// What `serve`, `once` and `lambda` are put together from.
struct CollectorParts {
    let configuration: CollectorConfiguration
    let redis: RedisClient
    let httpClient: HTTPClient
    let history: HistoryStore
    let places: PlaceDirectory
    let city = LiveCity()
    let status = CollectorStatus()
    let metrics: CollectorMetrics
    let collector: Collector
    let schedule: SlotSchedule
    let leases: Leases

    /// Opens nothing yet; throws for settings that cannot be used. `keepsHistory` false leaves the history out, for measurements.
    init(_ runtime: ServiceRuntime, keepsHistory: Bool = true) async throws {
        configuration = try CollectorConfiguration(reader: runtime.reader, common: runtime.common)
        redis = try runtime.makeRedisClient()
        httpClient = HTTPClient(configuration: HTTPClientConfiguration(), logger: runtime.logger)
        history = HistoryStore(rootPath: configuration.historyPath)
        metrics = CollectorMetrics(registry: runtime.metrics)
        let drawn = SimulatedCity(seed: 1)
        places = try await Self.places(configuration, drawn: drawn)
        collector = Collector(
            source: Self.source(configuration, client: httpClient, drawn: drawn),
            builder: SnapshotBuilder(intervalSeconds: configuration.intervalSeconds, places: places),
            clock: runtime.clock,
            city: city,
            publisher: LivePublisher(redis: redis, clock: runtime.clock),
            redis: redis,
            archive: keepsHistory ? SnapshotArchive(history: history) : nil,
            status: status,
            metrics: metrics,
            logger: runtime.logger
        )
        schedule = SlotSchedule(intervalSeconds: configuration.intervalSeconds, clock: runtime.clock)
        leases = Leases(redis: redis, owner: runtime.instanceID)
        metrics.observe(city, clock: runtime.clock)
    }

    /// Takes the right to poll `slot` and polls; see ``Poller/visit(_:)``.
    func poller(_ runtime: ServiceRuntime) -> Poller {
        Poller(
            collector: collector,
            schedule: schedule,
            leases: leases,
            restorer: restorer(runtime),
            logger: runtime.logger
        )
    }

    /// Finds the snapshot that was live before this process.
    func restorer(_ runtime: ServiceRuntime) -> SnapshotRestorer {
        SnapshotRestorer(
            city: city,
            redis: redis,
            history: history,
            source: collector.source.name,
            intervalSeconds: configuration.intervalSeconds,
            clock: runtime.clock
        )
    }

    private static func source(
        _ configuration: CollectorConfiguration,
        client: HTTPClient,
        drawn: SimulatedCity
    ) -> any StationSource {
        switch configuration.source {
        case .simulation(let seed):
            SimulatedSource(city: seed == 1 ? drawn : SimulatedCity(seed: seed), name: configuration.sourceName)
        case .seoul(let baseURL, let key):
            SeoulSource(
                client: client,
                baseURL: baseURL,
                key: key,
                name: configuration.sourceName,
                pageTimeout: configuration.sourceTimeout
            )
        case .gbfs(let url):
            GBFSSource(
                client: client,
                discoveryURL: url,
                name: configuration.sourceName,
                fileTimeout: configuration.sourceTimeout
            )
        }
    }

    private static func places(_ configuration: CollectorConfiguration, drawn: SimulatedCity) async throws
        -> PlaceDirectory
    {
        guard let path = configuration.districtsPath else { return PlaceDirectory(simulated: drawn) }
        do {
            return try await runBlocking {
                try PlaceDirectory(geoJSON: [UInt8](Data(contentsOf: URL(filePath: path))))
            }
        } catch {
            throw ConfigurationError(key: "DISTRICTS_GEOJSON", problem: "'\(path)' cannot be used: \(error)")
        }
    }
}
