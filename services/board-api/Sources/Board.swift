package import Hummingbird
package import ObjectStore
package import ServiceKit
package import ServiceLifecycle

/// The board put together: its services, in the order they start, and its routes.
package struct Board: Sendable {
    package let keeper: DatabaseKeeper
    package let views: ViewCounter
    package let tokens: TokenAuthority
    package let upkeep: Upkeep
    private let runtime: ServiceRuntime
    private let routes: BoardRoutes

    /// `hasher` is given in tests, where a password need not be dear.
    package init(
        runtime: ServiceRuntime,
        configuration: BoardConfiguration,
        objects: any ObjectStorage,
        hasher: PasswordHasher? = nil
    ) async throws {
        self.runtime = runtime
        keeper = DatabaseKeeper(location: configuration.database, logger: runtime.logger)
        views = ViewCounter(keeper: keeper, logger: runtime.logger)
        tokens = try await TokenAuthority(files: configuration.keys, logger: runtime.logger)
        let writer = BoardWriter(keeper: keeper, clock: runtime.clock)
        let store = AttachmentStore(writer: writer, objects: objects, logger: runtime.logger)
        let purger = PostPurge(writer: writer, attachments: store)
        upkeep = Upkeep(
            writer: writer,
            attachments: store,
            posts: purger,
            purgeAfter: configuration.purgeAfter,
            logger: runtime.logger
        )
        let gate = WriteGate(
            authenticator: Authenticator(tokens: tokens),
            proxies: configuration.trustedProxies,
            accountLimiter: DeedLimiter(configuration.writeLimit),
            addressLimiter: DeedLimiter(configuration.addressWriteLimit)
        )
        let auditReader = AuditReader(keeper: keeper)
        routes = BoardRoutes(
            posts: PostsController(
                reader: PostReader(keeper: keeper, clock: runtime.clock, views: views),
                editor: PostEditor(writer: writer, views: views),
                reactions: Reactions(writer: writer),
                purger: purger,
                auditReader: auditReader,
                gate: gate
            ),
            comments: CommentsController(
                reader: CommentReader(keeper: keeper, clock: runtime.clock),
                editor: CommentEditor(writer: writer),
                gate: gate
            ),
            attachments: AttachmentsController(store: store, gate: gate),
            accounts: AccountsController(
                desk: AccountDesk(writer: writer, hasher: try hasher ?? PasswordHasher(), tokens: tokens),
                gate: gate,
                signUpLimiter: DeedLimiter(configuration.signUpLimit),
                signInLimiter: DeedLimiter(configuration.signInLimit),
                adminGuard: runtime.adminGuard,
                auditReader: auditReader
            ),
            tokens: tokens
        )
        ConnectionMetrics.register(in: runtime.metrics, keeper: keeper)
    }

    /// In the order they start; they stop in reverse, so views are added up before the database closes.
    package var services: [any Service] { [keeper, views, tokens, upkeep] }

    /// What health is asked of.
    package var health: [any HealthComponent] { [keeper.component] }

    /// A router with every path.
    package func makeRouter() -> Router<AppRequestContext> {
        let router = runtime.makeRouter()
        router.add(middleware: SpringMetricsMiddleware(metrics: SpringRequestMetrics(registry: runtime.metrics)))
        router.add(middleware: FailureMiddleware())
        routes.add(to: router)
        ActuatorRoutes(runtime: runtime, health: health).add(to: router)
        return router
    }
}
