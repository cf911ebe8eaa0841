/// A service outside the suite that one of the roles is played by.
package protocol Provider: Sendable {
    /// What it is called in health and logs, e.g. `embeddings`.
    var providerName: String { get }
    /// What is known of it from the calls made so far; asks nobody.
    var status: ProviderStatus { get }
    /// Asks it something small; throws what is wrong with it or its settings.
    func check() async throws
}
