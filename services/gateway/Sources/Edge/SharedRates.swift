import ServiceKit

/// Placeholder, replaced below.
final class SharedRates: Sendable { func admit(_ address: IPAddress) -> Duration? { nil } }
