package import Hummingbird
import Glibc
import Logging
import HummingbirdCore
import NIOCore
package import ServiceLifecycle
package import UnixSignals

extension ServiceRuntime {
    /// A router with the standard middleware. One for each runtime; routes are added to it, then it is served.
    package func makeRouter() -> Router<AppRequestContext> {
        let router = Router(context: AppRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestIdentityMiddleware(drain: drain))
        router.add(middleware: ObservationMiddleware(metrics: requestMetrics))
        router.add(middleware: ProblemMiddleware(routes: routes, maximumTargetLength: ServerLimits.targetLength))
        return router
    }

    /// Lets administrative requests through.
    package var adminGuard: AdminGuard { AdminGuard(token: common.adminToken) }

    /// What answers requests by `router` and the standard endpoints, for a server that is not Hummingbird's.
    package func makeResponder(
        router: Router<AppRequestContext>,
        health: [any HealthComponent] = []
    ) -> any HTTPResponder<AppRequestContext> {
        addStandardRoutes(to: router, health: health)
        return router.buildResponder()
    }

    private func addStandardRoutes(to router: Router<AppRequestContext>, health: [any HealthComponent]) {
        let registry = HealthRegistry(service: name, version: version, clock: clock, components: health)
        StandardRoutes(health: registry, metrics: metrics, drain: drain).add(to: router)
        routes.fill(from: router)
    }

    /// The HTTP server around `router`, with the standard endpoints; does not run anything else.
    ///
    /// `port` and `host` replace the settings' in tests; `onServerRunning` learns the port that was bound.
    package func makeApplication(
        router: Router<AppRequestContext>,
        health: [any HealthComponent] = [],
        hotAnswers: (any HotAnswerSource)? = nil,
        host: String? = nil,
        port: Int? = nil,
        onServerRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> Application<RouterResponder<AppRequestContext>> {
        addStandardRoutes(to: router, health: health)
        let requestMetrics = requestMetrics
        let drain = drain
        let makeHandlers: @Sendable () -> [any RemovableChannelHandler] = { [logger] in
            let hotPath = hotAnswers.map {
                HotPathHandler(answers: $0, metrics: requestMetrics, drain: drain, logger: logger)
            }
            return [ProtocolErrorHandler(metrics: requestMetrics)] + (hotPath.map { [$0] } ?? [])
        }
        return Application(
            router: router,
            server: HTTPServerBuilder { responder in
                let configuration = HTTP1Channel.Configuration(
                    additionalChannelHandlers: makeHandlers(),
                    idleTimeout: ServerLimits.idleTimeout,
                    httpDecoderConfiguration: ServerLimits.decoder
                )
                return LoopBoundHTTP1(base: HTTP1Channel(responder: responder, configuration: configuration))
            },
            configuration: ApplicationConfiguration(
                address: .hostname(host ?? common.host, port: port ?? common.port),
                availableConnectionsDelegate: MaximumAvailableConnections(ServerLimits.connections)
            ),
            onServerRunning: { channel in
                await onServerRunning(channel.localAddress?.port ?? 0)
            },
            logger: logger
        )
    }

    /// Serves until SIGTERM or SIGINT, then sends callers away for a second, and lets requests and services finish for at
    /// most 20 s.
    ///
    /// `services` are in dependency order: they start first to last, before the server, and stop in reverse, after it.
    /// `beforeServerStarts` runs once they have been started and before the port opens, e.g. for migrations.
    package func serve(
        router: Router<AppRequestContext>,
        health: [any HealthComponent] = [],
        hotAnswers: (any HotAnswerSource)? = nil,
        services: [any Service] = [],
        beforeServerStarts: (@Sendable () async throws -> Void)? = nil,
        onServerRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) async throws {
        let application = makeApplication(
            router: router,
            health: health,
            hotAnswers: hotAnswers,
            onServerRunning: onServerRunning
        )
        let group = makeServiceGroup(application, services: services, beforeServerStarts: beforeServerStarts)
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await run(group) }
            tasks.addTask {
                for await _ in signals {
                    await drain.beginAndLinger()
                    await group.triggerGracefulShutdown()
                }
            }
            try await tasks.next()
            tasks.cancelAll()
        }
    }

    /// The same with a server that sends its callers away itself.
    package func serve(_ server: any Service, services: [any Service] = []) async throws {
        try await run(makeServiceGroup(services + [server], signals: [.sigterm, .sigint]))
    }

    private func run(_ group: ServiceGroup) async throws {
        logger.info(
            "Service starts",
            metadata: ["host": "\(common.host)", "port": "\(common.port)", "instance": "\(instanceID)"]
        )
        do {
            try await group.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE || error.errnoCode == EACCES {
            throw ConfigurationError(key: "PORT", problem: "\(common.host):\(common.port) cannot be opened: \(error)")
        }
        logger.info("Service stopped")
    }

    /// The server and the services it needs; stops when it is told to.
    package func makeServiceGroup(
        _ application: Application<RouterResponder<AppRequestContext>>,
        services: [any Service] = [],
        beforeServerStarts: (@Sendable () async throws -> Void)? = nil
    ) -> ServiceGroup {
        var application = application
        if let beforeServerStarts {
            application.beforeServerStarts(perform: beforeServerStarts)
        }
        return makeServiceGroup(services + [application])
    }

    /// The same of services alone, in the order they are started.
    package func makeServiceGroup(_ services: [any Service], signals: [UnixSignal] = []) -> ServiceGroup {
        var configuration = ServiceGroupConfiguration(
            services: services.map(NamedService.init),
            gracefulShutdownSignals: signals,
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = ServerLimits.gracefulShutdown
        return ServiceGroup(configuration: configuration)
    }
}
