package import Hummingbird
import NIOCore

/// The endpoints every service has.
struct StandardRoutes {
    let health: HealthRegistry
    let metrics: PrometheusRegistry
    let drain: DrainState

    func add(to router: Router<AppRequestContext>) {
        router.get("/health") { _, _ in
            await health.report().healthResponse
        }
        router.get("/health/live") { _, _ in
            Response.json(Array(#"{"status":"UP"}"#.utf8), headers: [.cacheControl: "no-store"])
        }
        router.get("/health/ready") { _, _ in
            guard !drain.isDraining else { throw Problem.unavailable("The service stops.", retryAfter: 5) }
            return await health.report().readinessResponse
        }
        router.get("/metrics") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: MetricExposition.contentType],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: metrics.exposition()))
            )
        }
    }
}

extension Router where Context == AppRequestContext {
    /// Publishes the service's description at `/openapi.json`.
    package func addOpenAPI(_ document: [UInt8]) {
        get("/openapi.json") { _, _ in
            Response.json(document)
        }
    }
}
