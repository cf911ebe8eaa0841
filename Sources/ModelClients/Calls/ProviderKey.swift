import Core
import Curl

/// The header that a provider's key travels in.
struct ProviderKey: Sendable {
    /// How the provider wants it.
    enum Style: Sendable {
        /// `Authorization: Bearer …`
        case bearer
        /// `api-key: …`
        case apiKey
    }

    private let key: Secret?
    private let style: Style

    /// An empty key is none. `setting` is the setting of the address, which the error names.
    init(_ key: Secret?, style: Style, setting: String) throws(ProviderError) {
        let isUsable = key?.value.utf8.allSatisfy { (0x21...0x7E).contains($0) } ?? true
        guard isUsable else {
            throw ProviderError(.misconfigured, "the key for \(setting) has blanks or characters that no key has")
        }
        self.key = key?.value.isEmpty == true ? nil : key
        self.style = style
    }

    /// Puts it where the provider looks for it.
    func sign(_ headers: inout HTTPClientHeaders) {
        guard let key else { return }
        switch style {
        case .bearer: headers["Authorization"] = "Bearer \(key.value)"
        case .apiKey: headers["api-key"] = key.value
        }
    }

    /// `text` with stars where it repeats the key: some providers do in their errors.
    func redacting(_ text: String) -> String {
        guard let key else { return text }
        return text.split(separator: key.value, omittingEmptySubsequences: false).joined(separator: "***")
    }
}
