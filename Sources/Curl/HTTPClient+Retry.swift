internal import Logging

extension HTTPClient {
    /// Sends the request and returns with the whole body, of at most `maximumBytes`.
    ///
    /// Idempotent requests whose body can be sent again are repeated as `retry` says, on failures that may pass and on
    /// the statuses it lists; the last attempt's response or error is the result. Time limits hold for each attempt.
    package func fetch(
        _ request: HTTPClientRequest,
        maximumBytes: Int,
        retry: RetryPolicy = .none,
    ) async throws(HTTPClientError) -> HTTPClientCollectedResponse {
        let attempts = request.isIdempotent && request.isReplayable ? retry.maximumAttempts : 1
        var attempt = 1
        while true {
            let retryAfter: Duration?
            let reason: String
            do {
                var response = try await fetchOnce(request, maximumBytes: maximumBytes)
                response.attempts = attempt
                guard attempt < attempts, retry.retriedStatuses.contains(response.status) else { return response }
                retryAfter = response.headers.retryAfter
                reason = "status \(response.status)"
            } catch {
                guard attempt < attempts, error.isRetriable else { throw error }
                retryAfter = nil
                reason = error.description
            }
            try await pause(request, attempt: attempt, retryAfter: retryAfter, policy: retry, reason: reason)
            attempt += 1
        }
    }

    private func pause(
        _ request: HTTPClientRequest,
        attempt: Int,
        retryAfter: Duration?,
        policy: RetryPolicy,
        reason: String,
    ) async throws(HTTPClientError) {
        var generator = SystemRandomNumberGenerator()
        let delay = policy.delay(afterAttempt: attempt, retryAfter: retryAfter, using: &generator)
        (logger ?? Logger.current).debug(
            "HTTP request is repeated",
            metadata: ["http.attempt": "\(attempt)", "http.delay": "\(delay)", "http.reason": "\(reason)"],
        )
        do {
            try await Task.sleep(for: delay)
        } catch {
            throw .cancelled(try HTTPOrigin(url: request.url))
        }
    }
}
