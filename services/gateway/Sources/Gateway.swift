import Curl
import NIOSSL
package import ServiceKit
package import ServiceLifecycle

/// The gateway, wired: its port, what it answers itself and what runs beside it.
package struct Gateway {
    private let edge: Edge
    private let runtime: ServiceRuntime
    private let tls: NIOSSLContext?
    /// In the order they are started, the port behind them.
    package let services: [any Service]

    /// Reads the web pages and connects nothing yet.
    package init(
        runtime: ServiceRuntime,
        configuration: GatewayConfiguration
    ) async throws {
        let table = configuration.table
        self.runtime = runtime
        tls = try configuration.tls?.makeContext()
        let client = HTTPClient(
            configuration: HTTPClientConfiguration(connectTimeout: .seconds(1), userAgent: "ttareungi-gateway"),
            logger: runtime.logger
        )
        let metrics = GatewayMetrics(registry: runtime.metrics)
        let directory = try UpstreamDirectory(
            configuration.instances,
            client: client,
            metrics: metrics,
            logger: runtime.logger
        )
        let tokens = configuration.jwksURL.map { TokenCheck(url: $0, client: client, logger: runtime.logger) }
        let redis = try configuration.rateLimit.map { _ in try runtime.makeRedisClient() }
        let shared = redis.flatMap { redis in
            configuration.rateLimit.map { SharedRates($0, redis: redis, logger: runtime.logger) }
        }
        let board = StatusBoard(client: client, directory: directory, version: runtime.version)
        edge = Edge(
            limits: configuration.limits,
            table: table,
            rules: EdgeRules(
                hosts: HostRules(configuration.allowedHosts),
                cors: CORSPolicy(origins: configuration.corsOrigins),
                forwarding: ForwardingRules(trusted: configuration.trustedProxies),
                rates: configuration.rateLimit.map { RateGate($0, shared: shared) },
                tokens: tokens
            ),
            groups: UpstreamService.allCases.map(directory.group),
            local: await Self.responder(runtime, configuration, table, client, directory, board),
            metrics: metrics,
            requestMetrics: runtime.requestMetrics,
            logger: runtime.logger,
            drain: runtime.drain
        )
        metrics.observe(edge)
        var services: [any Service] = [HTTPClientService(client), directory]
        if let redis { services.append(RedisService(redis)) }
        if let shared { services.append(shared) }
        if let tokens { services.append(tokens) }
        self.services = services
    }

    /// The public port; `port` replaces the setting in tests, `onRunning` learns the one that was bound.
    package func server(
        port: Int? = nil,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> any Service {
        EdgeServer(
            edge: edge,
            host: runtime.common.host,
            port: port ?? runtime.common.port,
            tls: tls,
            onRunning: onRunning
        )
    }

    private static func responder(
        _ runtime: ServiceRuntime,
        _ configuration: GatewayConfiguration,
        _ table: RouteTable,
        _ client: HTTPClient,
        _ directory: UpstreamDirectory,
        _ board: StatusBoard
    ) async -> LocalResponder {
        let pages = await WebPages.load(
            web: WebFolder.find(configured: configuration.webDirectory),
            leaflet: configuration.leafletDirectory,
            logger: runtime.logger
        )
        let catalog = OpenAPICatalog(
            client: client,
            directory: directory,
            merger: OpenAPIMerger(table: table, version: runtime.version)
        )
        let router = runtime.makeRouter()
        pages.addRoutes(to: router)
        board.addRoutes(to: router, admin: runtime.adminGuard)
        catalog.addRoutes(to: router)
        let health = UpstreamService.allCases.map { board.component($0) }
        return LocalResponder(runtime.makeResponder(router: router, health: health), logger: runtime.logger)
    }
}

/// Ends a client's transfers once the server has stopped.
private struct HTTPClientService: Service {
    private let client: HTTPClient

    init(_ client: HTTPClient) {
        self.client = client
    }

    func run() async throws {
        // Cancelled or told to stop: either way it is over.
        try? await gracefulShutdown()
        await client.shutdown()
    }
}
