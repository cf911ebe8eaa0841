package import Core
import HTTPTypes
import Hummingbird

/// The state of a service and its components at one moment.
package struct HealthReport: Sendable {
    /// One component's part.
    package struct Component: Sendable {
        package let name: String
        package let isRequired: Bool
        package let health: ComponentHealth
    }

    package let service: String
    package let version: String
    package let uptimeSeconds: Double
    /// What the service's clock shows, nil when that is the real time.
    package let clock: ZonedTimestamp?
    /// In the order the service listed them.
    package let components: [Component]

    /// Down with a required component, degraded with any other that is not up.
    package var status: ComponentHealth.Status {
        if components.contains(where: { $0.isRequired && $0.health.status == .down }) { return .down }
        return components.allSatisfy { $0.health.status == .up } ? .up : .degraded
    }

    /// The required components that are down or have not started yet.
    package var missing: [Component] {
        components.filter { $0.isRequired && ($0.health.status == .down || !$0.health.isReady) }
    }

    /// `/health`: 200, or 503 when down.
    var healthResponse: Response {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.field("status", status.rawValue)
        writer.field("service", service)
        writer.field("version", version)
        writer.field("uptime_seconds", uptimeSeconds, decimals: 1)
        if let clock {
            writer.field("clock", clock)
        }
        writer.key("components")
        writer.beginObject()
        for component in components {
            writer.key(component.name)
            Self.write(component.health, into: &writer)
        }
        writer.endObject()
        writer.endObject()
        return Response.json(
            writer.bytes,
            status: status == .down ? .serviceUnavailable : .ok,
            headers: [.cacheControl: "no-store"]
        )
    }

    /// `/health/ready`: 200, or 503 with what is missing.
    var readinessResponse: Response {
        let missing = missing
        var writer = JSONWriter(capacity: 128)
        writer.beginObject()
        writer.field("status", missing.isEmpty ? "UP" : "DOWN")
        if !missing.isEmpty {
            writer.key("waiting_for")
            writer.beginArray()
            for component in missing {
                writer.string(component.name)
            }
            writer.endArray()
        }
        writer.endObject()
        return Response.json(
            writer.bytes,
            status: missing.isEmpty ? .ok : .serviceUnavailable,
            headers: [.cacheControl: "no-store"]
        )
    }

    private static func write(_ health: ComponentHealth, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("status", health.status.rawValue)
        if let detail = health.detail {
            writer.field("detail", detail)
        }
        if let age = health.ageSeconds {
            writer.field("age_seconds", age, decimals: 1)
        }
        for (name, value) in health.extra.sorted(by: { $0.key < $1.key }) {
            writer.field(name, value)
        }
        writer.endObject()
    }
}
