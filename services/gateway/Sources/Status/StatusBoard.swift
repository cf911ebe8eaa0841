import Curl
import Core
import Hummingbird
import ServiceKit

/// How every service is, asked at most every 2 s.
struct StatusBoard: Sendable {
    private static let limit = Duration.seconds(1)
    private static let lifetime = Duration.seconds(2)

    private let client: HTTPClient
    private let directory: UpstreamDirectory
    private let version: String
    private let start = ContinuousClock.now
    private let cache = TimedCache<[ServiceStatus]>()

    init(client: HTTPClient, directory: UpstreamDirectory, version: String) {
        self.client = client
        self.directory = directory
        self.version = version
    }

    /// Every instance of every service, in the order of the address book.
    func services() async -> [ServiceStatus] {
        await cache.value { (await ask(), Self.lifetime) }
    }

    /// One service as a part of the gateway's own health.
    func component(_ service: UpstreamService) -> HealthCheck {
        HealthCheck(service.rawValue) {
            let instances = await services().filter { $0.service == service.rawValue }
            let statuses = Set(instances.map(\.status))
            if statuses == ["UP"] { return .up }
            if statuses == ["DOWN"] { return ComponentHealth(.down, detail: instances.first?.detail) }
            return ComponentHealth(.degraded)
        }
    }

    /// Adds `GET /api/status`: 200 whatever the services' states, which stand inside.
    func addRoutes(to router: Router<AppRequestContext>, admin: AdminGuard) {
        router.get("/api/status") { request, _ in
            Response.json(await document(withDetails: admin.admits(request)), headers: [.cacheControl: "no-store"])
        }
    }

    private func document(withDetails: Bool) async -> [UInt8] {
        let services = await services()
        let own = ServiceStatus(
            service: "gateway",
            status: "UP",
            version: version,
            uptimeSeconds: (ContinuousClock.now - start) / .seconds(1),
            latency: .zero
        )
        var writer = JSONWriter(capacity: 1024)
        writer.beginObject()
        writer.field("status", Self.overall(services))
        writer.key("services")
        writer.beginArray()
        for service in services + [own] {
            service.write(into: &writer, withDetails: withDetails)
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private static func overall(_ services: [ServiceStatus]) -> String {
        if services.allSatisfy({ $0.status == "UP" }) { return "UP" }
        return services.allSatisfy { $0.status == "DOWN" } ? "DOWN" : "DEGRADED"
    }

    private func ask() async -> [ServiceStatus] {
        let instances = UpstreamService.allCases.flatMap { directory.groups[$0]?.instances ?? [] }
        return await withTaskGroup(of: (Int, ServiceStatus).self) { group in
            for (index, instance) in instances.enumerated() {
                group.addTask {
                    var status = await ask(instance.service.rawValue, at: instance.address.description)
                    status.breaker = instance.breakerState
                    return (index, status)
                }
            }
            var answers: [(Int, ServiceStatus)] = []
            for await answer in group { answers.append(answer) }
            return answers.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func ask(_ service: String, at url: String) async -> ServiceStatus {
        let start = ContinuousClock.now
        let request = HTTPClientRequest(
            url: url + "/health",
            headers: HTTPClientHeaders(TraceHeaders.current),
            timeout: Self.limit
        )
        do {
            let response = try await client.fetch(request, maximumBytes: 64 << 10)
            return ServiceStatus(
                service: service,
                url: url,
                latency: ContinuousClock.now - start,
                body: response.body
            )
        } catch {
            return ServiceStatus(down: service, url: url, detail: error.message)
        }
    }
}
