package import Curl

/// How to reach S3 or a server that speaks its protocol.
package struct S3Configuration: Sendable {
    /// The region that signatures name.
    package var region: String
    /// Scheme, host and port of a server other than AWS's; buckets are then parts of the path.
    package var endpoint: String?
    package var credentials: AWSCredentialsSource
    /// Limit for one attempt, its body included.
    package var requestTimeout: Duration
    /// How long a server may take to answer or, in the middle of a body, to go on.
    package var idleTimeout: Duration
    /// Attempts in all and the pauses between them.
    package var retry: RetryPolicy

    package init(
        region: String,
        endpoint: String? = nil,
        credentials: AWSCredentialsSource,
        requestTimeout: Duration = .seconds(60),
        idleTimeout: Duration = .seconds(10),
        retry: RetryPolicy = RetryPolicy(maximumAttempts: 4),
    ) {
        self.region = region
        self.endpoint = endpoint
        self.credentials = credentials
        self.requestTimeout = requestTimeout
        self.idleTimeout = idleTimeout
        self.retry = retry
    }

    /// The variables that ``init(environment:)`` reads, for who has to hand them in.
    package static let environmentNames = [
        "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "AWS_EC2_METADATA_DISABLED", "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    ]

    /// Reads the variables AWS tools read, out of an environment that is handed in.
    ///
    /// ## Configuration keys:
    /// - `AWS_REGION`, else `AWS_DEFAULT_REGION`: needed, but for one's own endpoint, where `us-east-1` stands in.
    /// - `AWS_ENDPOINT_URL_S3`, else `AWS_ENDPOINT_URL`: `http://host:port` of a server other than AWS's.
    /// - Those of ``AWSCredentialsSource/init(environment:)``.
    package init(environment: [String: String]) throws(ObjectStoreError) {
        let value = { (names: [String]) in names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } }
        let endpoint = value(["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"])
        guard let region = value(["AWS_REGION", "AWS_DEFAULT_REGION"]) ?? endpoint.map({ _ in "us-east-1" }) else {
            throw ObjectStoreError(.invalid, "AWS_REGION is not set")
        }
        self.init(region: region, endpoint: endpoint, credentials: try AWSCredentialsSource(environment: environment))
    }
}
