import Core

/// Where the credentials come from.
package enum AWSCredentialsSource: Sendable {
    /// These, for good.
    case fixed(AWSCredentials)
    /// An agent beside the container, e.g. for the role of an ECS task.
    case container(ContainerCredentialsEndpoint)
    /// The metadata service of an EC2 instance (version 2, with a token), at this http URL without a path.
    case instanceMetadata(endpoint: String)

    /// The source that the environment's variables name, in the order of the AWS tools: keys, container, instance.
    ///
    /// Throws `credentials` when a variable is malformed or every source is switched off; nothing is asked yet.
    package init(environment: [String: String]) throws(ObjectStoreError) {
        let value = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let id = value("AWS_ACCESS_KEY_ID") {
            guard let secret = value("AWS_SECRET_ACCESS_KEY") else {
                throw ObjectStoreError(.credentials, "AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not")
            }
            let token = value("AWS_SESSION_TOKEN").map { Secret($0) }
            self = .fixed(AWSCredentials(accessKeyID: id, secretAccessKey: Secret(secret), sessionToken: token))
        } else if let endpoint = try ContainerCredentialsEndpoint(environment: environment) {
            self = .container(endpoint)
        } else if value("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" {
            throw ObjectStoreError(
                .credentials,
                "no AWS credentials: neither AWS_ACCESS_KEY_ID nor AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is set",
            )
        } else {
            let endpoint = value("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254"
            self = .instanceMetadata(endpoint: endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint)
        }
    }
}
