import Blocking
import Core
import Curl

/// Fetches credentials once, over the network where they come from there.
struct AWSCredentialsLoader: Sendable {
    let source: AWSCredentialsSource
    let client: HTTPClient
    /// Of one request.
    let timeout: Duration

    private static let answerLimitBytes = 64 << 10
    private static let retry = RetryPolicy(maximumAttempts: 3, baseDelay: .milliseconds(100), maximumDelay: .seconds(1))

    /// Throws `credentials`, retriable when the source did not answer.
    func load() async throws(ObjectStoreError) -> AWSCredentials {
        switch source {
        case .fixed(let credentials):
            return credentials
        case .container(let endpoint):
            var headers: HTTPClientHeaders = ["Accept": "application/json"]
            if let authorization = try await authorization(of: endpoint) { headers["Authorization"] = authorization }
            let answer = try await fetch(
                endpoint.url.value,
                headers: headers,
                from: "the container's credentials agent"
            )
            return try CredentialsDocument.read(answer, from: "the container's credentials agent")
        case .instanceMetadata(let endpoint):
            return try await loadFromInstance(endpoint)
        }
    }

    private func loadFromInstance(_ endpoint: String) async throws(ObjectStoreError) -> AWSCredentials {
        let name = "the instance metadata service"
        let ttl: HTTPClientHeaders = ["X-aws-ec2-metadata-token-ttl-seconds": "21600"]
        let token = try await fetch("\(endpoint)/latest/api/token", method: "PUT", headers: ttl, from: name)
        let headers: HTTPClientHeaders = ["X-aws-ec2-metadata-token": String(decoding: token, as: UTF8.self)]
        let folder = "\(endpoint)/latest/meta-data/iam/security-credentials/"
        let roles = String(decoding: try await fetch(folder, headers: headers, from: name), as: UTF8.self)
        guard let role = roles.split(whereSeparator: \.isNewline).first else {
            throw ObjectStoreError(.credentials, "the instance has no role")
        }
        let answer = try await fetch(folder + URIEncoding.encode(role), headers: headers, from: name)
        return try CredentialsDocument.read(answer, from: name)
    }

    private func authorization(
        of endpoint: ContainerCredentialsEndpoint
    ) async throws(ObjectStoreError) -> String? {
        guard let path = endpoint.authorizationFile else { return endpoint.authorization?.value }
        let bytes: [UInt8]
        do {
            bytes = try await runBlocking { try PosixFile.reading(path)?.read(Self.answerLimitBytes) ?? [] }
        } catch {
            throw ObjectStoreError(.credentials, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: \(error)", underlying: error)
        }
        let token = String(decoding: bytes, as: UTF8.self).trimmingASCIISpaces()
        guard !token.isEmpty else {
            throw ObjectStoreError(.credentials, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names no file with a token")
        }
        return token
    }

    private func fetch(
        _ url: String,
        method: String = "GET",
        headers: HTTPClientHeaders,
        from source: String,
    ) async throws(ObjectStoreError) -> [UInt8] {
        let request = HTTPClientRequest(method: method, url: url, headers: headers, timeout: timeout)
        let response: HTTPClientCollectedResponse
        do {
            response = try await client.fetch(request, maximumBytes: Self.answerLimitBytes, retry: Self.retry)
        } catch {
            if error.code == .cancelled { throw .cancelled(error) }
            throw ObjectStoreError(
                .credentials,
                "\(source) gives no credentials: \(error.message)",
                isRetriable: error.isRetriable,
                underlying: error,
            )
        }
        guard response.status == 200 else {
            throw ObjectStoreError(
                .credentials,
                "\(source) answered \(response.status)",
                isRetriable: response.status >= 500 || response.status == 429,
            )
        }
        return response.body
    }
}
