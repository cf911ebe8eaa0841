import Curl
package import Hummingbird
package import ServiceKit
package import ServiceLifecycle

/// The gateway, wired: its routes, what its health is made of and what runs beside the server.
package struct Gateway {
    package let router: Router<AppRequestContext>
    package let health: [any HealthComponent]
    package let services: [any Service]

    /// Reads the web pages and connects nothing yet.
    package init(
        runtime: ServiceRuntime,
        configuration: GatewayConfiguration,
        table: RouteTable = .standard
    ) async throws {
        let requests = HTTPClient(configuration: Self.client(maximumConnections: 1024), logger: runtime.logger)
        let streams = HTTPClient(configuration: Self.client(maximumConnections: 8192), logger: runtime.logger)
        let upstreams = Upstreams(configuration.instances)
        let metrics = GatewayMetrics(registry: runtime.metrics)
        let board = StatusBoard(client: requests, upstreams: upstreams, version: runtime.version)
        let pages = await WebPages.load(
            web: WebFolder.find(configured: configuration.webDirectory),
            leaflet: configuration.leafletDirectory,
            logger: runtime.logger
        )
        let proxy = ReverseProxy(
            requests: requests,
            streams: streams,
            table: table,
            upstreams: upstreams,
            limits: configuration.limits,
            forwarding: ForwardingRules(trusted: configuration.trustedProxies),
            metrics: metrics
        )
        let catalog = OpenAPICatalog(
            client: requests,
            upstreams: upstreams,
            merger: OpenAPIMerger(table: table, version: runtime.version)
        )
        let router = runtime.makeRouter()
        router.add(middleware: EdgeMiddleware(table: table, configuration: configuration, metrics: metrics))
        pages.addRoutes(to: router)
        board.addRoutes(to: router, admin: runtime.adminGuard)
        catalog.addRoutes(to: router)
        proxy.addRoutes(to: router)
        self.router = router
        health = UpstreamService.allCases.map { board.component($0) }
        services = [HTTPClientService(requests), HTTPClientService(streams)]
    }

    private static func client(maximumConnections: Int) -> HTTPClientConfiguration {
        HTTPClientConfiguration(
            connectTimeout: .seconds(2),
            maximumConnections: maximumConnections,
            maximumConnectionsPerHost: maximumConnections / 2,
            userAgent: "ttareungi-gateway",
            bufferBytes: 128 * 1024
        )
    }
}

/// Ends a client's transfers once the server has stopped.
private struct HTTPClientService: Service {
    private let client: HTTPClient

    init(_ client: HTTPClient) {
        self.client = client
    }

    func run() async throws {
        try? await gracefulShutdown()
        await client.shutdown()
    }
}
