import Core
import Crypto
import Curl
import FoundationEssentials
import Logging

/// Signs calls, sends them, and repeats what failed in passing.
struct S3Transport: Sendable {
    let location: S3Location
    let configuration: S3Configuration
    let credentials: AWSCredentialsCache
    let client: HTTPClient
    let now: @Sendable () -> Timestamp

    /// The answer, whatever its status, unless that is one of those that pass: then and when nobody answers, the call
    /// is repeated as the configuration says. `onDoubt` is told of attempts that failed but may have been carried
    /// out.
    func send(
        _ call: S3Call,
        onDoubt: () -> Void = {},
    ) async throws(ObjectStoreError) -> HTTPClientCollectedResponse {
        var attempt = 1
        var hasRenewedCredentials = false
        while true {
            let key = try await credentials.credentials()
            let error: ObjectStoreError
            var pauseWanted: Duration?
            do {
                let response = try await client.fetch(request(call, key), maximumBytes: call.limitBytes)
                if S3Failure.isExpiredToken(response), !hasRenewedCredentials {
                    hasRenewedCredentials = true
                    credentials.invalidate(key)
                    continue
                }
                guard S3Failure.passes(response) else { return response }
                // 503 and 429 say that nothing was done; behind the others something may have been.
                if ![503, 429].contains(response.status) { onDoubt() }
                pauseWanted = response.headers.retryAfter
                error = S3Failure.error(response, to: location.bucket, sentAt: now())
            } catch let failure {
                if S3Failure.mayHaveArrived(failure) { onDoubt() }
                error = S3Failure.error(failure, limitBytes: call.limitBytes)
            }
            guard error.isRetriable, attempt < configuration.retry.maximumAttempts else { throw error }
            try await pause(attempt, error: error, wanted: pauseWanted)
            attempt += 1
        }
    }

    /// Signed anew for every attempt: signatures and credentials age.
    private func request(_ call: S3Call, _ key: AWSCredentials) -> HTTPClientRequest {
        let time = now()
        let body = call.body ?? []
        let payloadHash = SHA256.hash(data: body).hexadecimal
        var headers = call.headers
        headers.append(("x-amz-content-sha256", payloadHash))
        headers.append(("x-amz-date", AWSRequestSigner.dateText(time)))
        if let token = key.sessionToken { headers.append(("x-amz-security-token", token.value)) }
        let signed = AWSRequest(
            method: call.method,
            path: call.path,
            query: call.query,
            headers: headers + [("host", location.host)],
            payloadHash: payloadHash,
        )
        let signer = AWSRequestSigner(region: configuration.region)
        var fields = HTTPClientHeaders(headers)
        fields["Authorization"] = signer.authorization(for: signed, credentials: key, at: time)
        return HTTPClientRequest(
            method: call.method,
            url: location.url(path: call.path, canonicalQuery: signed.canonicalQuery),
            headers: fields,
            body: call.body.map { .bytes($0) } ?? .none,
            timeout: configuration.requestTimeout,
            headTimeout: configuration.idleTimeout,
            idleTimeout: configuration.idleTimeout,
        )
    }

    private func pause(
        _ attempt: Int,
        error: ObjectStoreError,
        wanted: Duration?,
    ) async throws(ObjectStoreError) {
        var generator = SystemRandomNumberGenerator()
        let delay = configuration.retry.delay(afterAttempt: attempt, retryAfter: wanted, using: &generator)
        Logger.current.debug(
            "S3 call is repeated",
            metadata: ["s3.attempt": "\(attempt)", "s3.delay": "\(delay)", "error": "\(error)"],
        )
        do {
            try await Task.sleep(for: delay)
        } catch {
            throw .cancelled(error)
        }
    }
}
