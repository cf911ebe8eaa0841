import Core
import Curl
import Logging

/// All that calls to one provider have in common: address, key, limits, repetition, circuit and status.
struct ProviderConnection: Sendable {
    let name: String
    let address: ProviderAddress
    let key: ProviderKey
    let limits: ProviderLimits
    let client: HTTPClient
    let clock: ProviderClock
    let health: ProviderHealth

    /// Checks the settings; asks nobody.
    init(name: String, url: String, setting: String, key: Secret?, style: ProviderKey.Style, link: ProviderLink)
        throws(ProviderError)
    {
        self.name = name
        address = try ProviderAddress(url, setting: setting)
        self.key = try ProviderKey(key, style: style, setting: setting)
        limits = link.limits
        client = link.client
        clock = link.clock
        health = ProviderHealth(name: name, circuit: link.limits.circuit, clock: link.clock)
    }

    /// Makes a call and reads the answer, which is part of it: garbage counts against the provider like silence.
    func call<Value>(
        _ call: ProviderCall,
        read: (inout JSONReader) throws -> Value
    ) async throws(ProviderError) -> Value {
        let permit = try health.admit()
        do throws(ProviderError) {
            let value = try self.value(of: try await send(call), read)
            permit.settle(nil)
            return value
        } catch {
            permit.settle(error)
            throw error
        }
    }

    /// An answer that is not what the protocol says.
    func unexpected(_ reason: String) -> ProviderError {
        ProviderError(.unexpectedAnswer, "\(name): \(address.origin) sent an answer that cannot be used: \(reason)")
    }

    private func value<Value>(
        of body: [UInt8],
        _ read: (inout JSONReader) throws -> Value
    ) throws(ProviderError) -> Value {
        var reader = JSONReader(body)
        do {
            return try read(&reader)
        } catch let error as ProviderError {
            throw error
        } catch {
            throw unexpected("\(error)")
        }
    }

    private func send(_ call: ProviderCall) async throws(ProviderError) -> [UInt8] {
        try await repeating(within: call.totalTime ?? limits.totalTime) { remaining throws(FailedAttempt) in
            let request = request(for: call, time: min(remaining, limits.attemptTime))
            let response: HTTPClientCollectedResponse
            do throws(HTTPClientError) {
                response = try await client.fetch(request, maximumBytes: limits.maximumAnswerBytes)
            } catch {
                throw FailedAttempt(error, of: name)
            }
            guard (200..<300).contains(response.status) else {
                throw refusal(response.status, response.headers, response.body)
            }
            return response.body
        }
    }
}

extension ProviderConnection {
    /// Tries as often as the limits say. A pause that the provider asks for and that is longer than the limits allow
    /// ends the call at once: to come back sooner would only make things worse.
    func repeating<Value>(
        within total: Duration,
        _ body: (_ remaining: Duration) async throws(FailedAttempt) -> Value
    ) async throws(ProviderError) -> Value {
        let end = clock.now() + total
        var attempt = 1
        while true {
            let failed: FailedAttempt
            do {
                return try await body(max(end - clock.now(), .milliseconds(1)))
            } catch {
                failed = error
            }
            let delay = delay(after: attempt, failed)
            guard failed.isRepeatable, attempt < limits.retry.maximumAttempts, let delay, clock.now() + delay < end
            else { throw failed.error }
            try await pause(delay, attempt, failed)
            attempt += 1
        }
    }

    /// What a refusal means, with the provider's own words unless they are not fit to be shown.
    func refusal(_ status: Int, _ headers: HTTPClientHeaders, _ body: [UInt8]) -> FailedAttempt {
        let words = ProviderAnswer.errorText(body).map { ProviderAnswer.printable(key.redacting($0)) }
        var failed = FailedAttempt(
            status: status,
            words: words,
            from: address.origin,
            of: name,
            repeatable: limits.retry.retriedStatuses
        )
        failed.retryAfter = headers.retryAfter
        return failed
    }

    /// The request as it goes out, limited to `time`.
    func request(for call: ProviderCall, time: Duration) -> HTTPClientRequest {
        var headers: HTTPClientHeaders = ["Accept": "application/json"]
        if call.body != nil { headers["Content-Type"] = "application/json" }
        key.sign(&headers)
        return HTTPClientRequest(
            method: call.method,
            url: address.url(call.endpoint),
            headers: headers,
            body: call.body.map { .bytes($0) } ?? .none,
            timeout: time
        )
    }

    private func delay(after attempt: Int, _ failed: FailedAttempt) -> Duration? {
        if let wanted = failed.retryAfter, wanted > limits.retry.maximumDelay { return nil }
        var generator = SystemRandomNumberGenerator()
        return limits.retry.delay(afterAttempt: attempt, retryAfter: failed.retryAfter, using: &generator)
    }

    private func pause(_ delay: Duration, _ attempt: Int, _ failed: FailedAttempt) async throws(ProviderError) {
        Logger.current.debug(
            "Call to a provider is repeated",
            metadata: ["provider": "\(name)", "attempt": "\(attempt)", "error": "\(failed.error)"]
        )
        do {
            try await clock.sleep(delay)
        } catch {
            throw ProviderError(.cancelled, "\(name): the call was cancelled")
        }
    }
}
