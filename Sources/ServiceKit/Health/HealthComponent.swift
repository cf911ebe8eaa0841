/// Something a service needs to do its job, asked how it is whenever somebody asks the service.
package protocol HealthComponent: Sendable {
    /// Lower case, the key in `/health`.
    var name: String { get }
    /// Whether the service is down, and not ready, without it; else it is degraded.
    var isRequired: Bool { get }
    /// How it is; given 1 s, then it counts as down.
    func check() async -> ComponentHealth
}

/// The answer of one ``HealthComponent``.
package struct ComponentHealth: Hashable, Sendable {
    package enum Status: String, Sendable {
        case up = "UP"
        case degraded = "DEGRADED"
        case down = "DOWN"
    }

    package var status: Status
    /// One sentence for operators; no secrets.
    package var detail: String?
    /// Age in seconds of the data or of the last success.
    package var ageSeconds: Double?
    /// Whether what has to be there before the first request is there.
    package var isReady: Bool
    /// Further small facts, by a name in snake_case.
    package var extra: [String: String]

    /// `isReady` is, unless given, whether the component is not down.
    package init(
        _ status: Status,
        detail: String? = nil,
        ageSeconds: Double? = nil,
        isReady: Bool? = nil,
        extra: [String: String] = [:]
    ) {
        self.status = status
        self.detail = detail
        self.ageSeconds = ageSeconds
        self.isReady = isReady ?? (status != .down)
        self.extra = extra
    }

    package static let up = ComponentHealth(.up)
}

/// A ``HealthComponent`` made of a closure.
package struct HealthCheck: HealthComponent {
    package let name: String
    package let isRequired: Bool
    private let body: @Sendable () async -> ComponentHealth

    package init(_ name: String, isRequired: Bool = false, check: @escaping @Sendable () async -> ComponentHealth) {
        self.name = name
        self.isRequired = isRequired
        body = check
    }

    package func check() async -> ComponentHealth {
        await body()
    }
}
