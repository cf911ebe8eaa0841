package import ArgumentParser
import Blocking
import Core
import Curl
import LiveStore
import Logging
import Redis
import ServiceLifecycle
package import ServiceKit

/// `collector serve`: polls every slot and answers requests.
package struct ServeCommand: ServiceCommand {
    package static let serviceName = "collector"
    package static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Poll the source once a slot and serve what is live (the default)."
    )

    @OptionGroup var options: SettingOptions

    package init() {}

    package var settings: [String: String] { options.values }

    package func run(in runtime: ServiceRuntime) async throws {
        Allocator.preferSteadyCycles()
        let parts = try await CollectorParts(runtime)
        let blocking = [try runtime.makeRedisClient(), try runtime.makeRedisClient()]
        let updates = LiveUpdates(
            city: parts.city,
            collector: parts.collector,
            history: parts.history,
            snapshots: DocumentFollower(
                redis: parts.redis,
                blocking: blocking[0],
                key: RedisKeys.realtimeSnapshot,
                stream: RedisKeys.snapshotEvents,
                logger: runtime.logger
            ),
            forecasts: DocumentFollower(
                redis: parts.redis,
                blocking: blocking[1],
                key: RedisKeys.predictionSnapshot,
                stream: RedisKeys.predictionEvents,
                logger: runtime.logger
            ),
            clock: runtime.clock,
            logger: runtime.logger
        )
        var services: [any Service] = [RedisService(parts.redis)] + blocking.map { RedisService($0) }
        services.append(updates)
        if parts.configuration.polls { services.append(parts.poller(runtime)) }
        let router = runtime.makeRouter()
        CollectorRoutes.add(
            to: router,
            city: parts.city,
            places: parts.places,
            source: parts.configuration.sourceName,
            clock: runtime.clock
        )
        try await runtime.serve(
            router: router,
            health: [RedisHealth(parts.redis)] + CollectorHealth.components(parts, clock: runtime.clock),
            hotAnswers: StationsController(city: parts.city, clock: runtime.clock),
            services: services
        )
        await parts.httpClient.shutdown()
    }
}
