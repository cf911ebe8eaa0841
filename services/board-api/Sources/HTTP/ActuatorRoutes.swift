import Core
import HTTPTypes
package import Hummingbird
import NIOCore
package import ServiceKit

/// Spring Boot's operational paths, for dashboards and probes that know no others.
package struct ActuatorRoutes: Sendable {
    private static let contentType = "application/vnd.spring-boot.actuator.v3+json"

    private let runtime: ServiceRuntime
    private let health: HealthRegistry

    package init(runtime: ServiceRuntime, health: [any HealthComponent]) {
        self.runtime = runtime
        self.health = HealthRegistry(
            service: runtime.name,
            version: runtime.version,
            clock: runtime.clock,
            components: health
        )
    }

    /// Adds `/actuator/health`, its groups, `/actuator/info` and `/actuator/prometheus`.
    package func add(to router: Router<AppRequestContext>) {
        router.get("/actuator/health") { _, _ in Self.healthResponse(await health.report()) }
        router.get("/actuator/health/liveness") { _, _ in Self.status("UP") }
        router.get("/actuator/health/readiness") { _, _ in
            await health.report().missing.isEmpty ? Self.status("UP") : Self.status("OUT_OF_SERVICE")
        }
        router.get("/actuator/info") { _, _ in info }
        router.get("/actuator/prometheus") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: runtime.metrics.exposition()))
            )
        }
    }

    private static func healthResponse(_ report: HealthReport) -> Response {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.field("status", report.status.rawValue)
        writer.key("components")
        writer.beginObject()
        for component in report.components {
            writer.key(component.name)
            writer.beginObject()
            writer.field("status", component.health.status.rawValue)
            writer.key("details")
            writer.beginObject()
            if let detail = component.health.detail { writer.field("detail", detail) }
            for (name, value) in component.health.extra.sorted(by: { $0.key < $1.key }) { writer.field(name, value) }
            writer.endObject()
            writer.endObject()
        }
        writer.endObject()
        writer.key("groups")
        writer.raw(#"["liveness","readiness"]"#.utf8)
        writer.endObject()
        return answer(writer.bytes, isUp: report.status != .down)
    }

    private static func status(_ status: String) -> Response {
        answer(Array(#"{"status":"\#(status)"}"#.utf8), isUp: status == "UP")
    }

    private var info: Response {
        var writer = JSONWriter(capacity: 128)
        writer.beginObject()
        writer.key("build")
        writer.beginObject()
        writer.field("artifact", runtime.name)
        writer.field("name", runtime.name)
        writer.field("version", runtime.version)
        writer.endObject()
        if let commit = runtime.common.gitCommit {
            writer.key("git")
            writer.beginObject()
            writer.key("commit")
            writer.beginObject()
            writer.field("id", commit)
            writer.endObject()
            writer.endObject()
        }
        writer.endObject()
        return Self.answer(writer.bytes, isUp: true)
    }

    private static func answer(_ json: [UInt8], isUp: Bool) -> Response {
        Response(
            status: isUp ? .ok : .serviceUnavailable,
            headers: [.contentType: contentType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json))
        )
    }
}
