package import Curl

/// How a client reaches its provider: the HTTP client it shares with others, its limits, its clock.
package struct ProviderLink: Sendable {
    package var client: HTTPClient
    package var limits: ProviderLimits
    package var clock: ProviderClock

    /// A link with the usual limits unless told otherwise.
    package init(
        client: HTTPClient,
        limits: ProviderLimits = ProviderLimits(),
        clock: ProviderClock = .real
    ) {
        self.client = client
        self.limits = limits
        self.clock = clock
    }
}
