import Core

/// The agent that gives a container the credentials of its role.
package struct ContainerCredentialsEndpoint: Sendable {
    /// Where it is asked; may hold an identifier that is as good as a password, so it is shown nowhere.
    let url: Secret
    let authorization: Secret?
    /// A file with the authorization, read anew each time since it changes.
    let authorizationFile: String?

    /// Hosts that may be asked without TLS: the agents of ECS and EKS, and this machine.
    private static let plainHosts: Set<String> = [
        "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "localhost", "127.0.0.1", "[::1]",
    ]

    /// The endpoint that the environment names; nil when it names none. Throws `credentials` for one that cannot be
    /// used.
    init?(environment: [String: String]) throws(ObjectStoreError) {
        let value = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let path = value("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            guard path.hasPrefix("/") else {
                throw ObjectStoreError(.credentials, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI does not begin with /")
            }
            url = Secret("http://169.254.170.2\(path)")
        } else if let full = value("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            guard Self.isAllowed(full) else {
                throw ObjectStoreError(
                    .credentials,
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an agent on this machine",
                )
            }
            url = Secret(full)
        } else {
            return nil
        }
        authorization = value("AWS_CONTAINER_AUTHORIZATION_TOKEN").map { Secret($0) }
        authorizationFile = value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
    }

    private static func isAllowed(_ url: String) -> Bool {
        if url.hasPrefix("https://") { return true }
        guard url.hasPrefix("http://") else { return false }
        let authority = url.dropFirst("http://".count).prefix { !"/?#".contains($0) }
        guard let end = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : nil else {
            return plainHosts.contains(String(authority.prefix { $0 != ":" }))
        }
        return plainHosts.contains(authority[...end].lowercased())
    }
}
