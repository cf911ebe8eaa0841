package import Core
package import Curl

/// The store that `url` names: a folder (`file:…` or a plain path) or `s3://bucket/prefix`.
///
/// S3 needs `s3`; without a `client` it gets one of its own. Nothing is touched or asked yet. Throws `invalid`.
package func makeObjectStore(
    url: String,
    s3 configuration: S3Configuration? = nil,
    client: HTTPClient? = nil,
    now: @escaping @Sendable () -> Timestamp = { WallClock.realNow() },
) throws(ObjectStoreError) -> any ObjectStorage {
    if url.hasPrefix("s3://") {
        guard let configuration else {
            throw ObjectStoreError(.invalid, "an s3:// store needs a region and credentials")
        }
        let location = try S3Location(url: url, configuration: configuration)
        let client = client ?? HTTPClient()
        let credentials = AWSCredentialsCache(source: configuration.credentials, client: client, now: now)
        return S3ObjectStore(
            location: location,
            configuration: configuration,
            credentials: credentials,
            client: client,
            now: now,
        )
    }
    return FileObjectStore(root: try FileLocation.path(url: url))
}
