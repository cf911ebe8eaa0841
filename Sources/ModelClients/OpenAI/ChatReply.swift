import Core
import Curl
import Logging

/// One answer while it is written: asks on the first ``next()``, then reads piece by piece.
actor ChatReply {
    private enum State {
        case idle
        case reading(HTTPClientBody, ProviderPermit)
        case over
    }

    private let call: ProviderCall
    private let time: Duration
    private let connection: ProviderConnection
    private var state = State.idle
    private var decoder: ChatReplyDecoder

    init(_ call: ProviderCall, time: Duration, connection: ProviderConnection) {
        self.call = call
        self.time = time
        self.connection = connection
        decoder = ChatReplyDecoder(maximumBytes: min(connection.limits.maximumAnswerBytes, 4 << 20))
    }

    /// The next piece, never empty; nil behind the last one of a whole answer.
    func next() async throws -> String? {
        let body: HTTPClientBody
        let permit: ProviderPermit
        switch state {
        case .over: return nil
        case .reading(let open, let held): (body, permit) = (open, held)
        case .idle:
            // Whatever happens from here on, nothing is asked twice.
            state = .over
            permit = try connection.health.admit()
            body = try await open(permit)
            state = .reading(body, permit)
        }
        do {
            let piece = try await read(body)
            if piece == nil { end(permit, nil) }
            return piece
        } catch {
            end(permit, error)
            throw error
        }
    }

    private func open(_ permit: ProviderPermit) async throws(ProviderError) -> HTTPClientBody {
        do {
            return try await connection.repeating(within: time) { remaining throws(FailedAttempt) in
                try await connection.stream(call, time: remaining)
            }
        } catch {
            permit.settle(error)
            throw error
        }
    }

    private func read(_ body: HTTPClientBody) async throws(ProviderError) -> String? {
        while true {
            switch decoder.next() {
            case .piece(let text): return text
            case .done: return nil
            case .failed(let reason, let words): throw fault(reason, words)
            case nil: break
            }
            let bytes: [UInt8]?
            do {
                var iterator = body.makeAsyncIterator()
                bytes = try await iterator.next()
            } catch {
                throw FailedAttempt(error, of: connection.name).error
            }
            if let bytes { decoder.append(bytes) } else { decoder.finish() }
        }
    }

    private func fault(_ reason: String, _ words: String?) -> ProviderError {
        let said = words.map { ": " + ProviderAnswer.printable(connection.key.redacting($0)) } ?? ""
        return connection.unexpected(reason + said)
    }

    private func end(_ permit: ProviderPermit, _ error: ProviderError?) {
        state = .over
        permit.settle(error)
        if let tokens = decoder.tokens {
            Logger.current.debug("A model answered", metadata: ["provider": "llm", "tokens": "\(tokens)"])
        }
    }
}

extension ProviderConnection {
    /// One attempt at a call whose answer streams: the body of a 200, all of it within `time`.
    func stream(_ call: ProviderCall, time: Duration) async throws(FailedAttempt) -> HTTPClientBody {
        var request = request(for: call, time: time)
        request.headers["Accept"] = "text/event-stream"
        request.headTimeout = limits.attemptTime
        request.idleTimeout = limits.idleTime
        do {
            let response = try await client.send(request)
            if response.status == 200 { return response.body }
            throw refusal(response.status, response.headers, try await Self.beginning(of: response.body))
        } catch let failed as FailedAttempt {
            throw failed
        } catch let error as HTTPClientError {
            throw FailedAttempt(error, of: name)
        } catch {
            throw FailedAttempt(unexpected("\(error)"))
        }
    }

    /// The first 16 KiB: an error document is shorter.
    private static func beginning(of body: HTTPClientBody) async throws(HTTPClientError) -> [UInt8] {
        var bytes: [UInt8] = []
        var iterator = body.makeAsyncIterator()
        while bytes.count < 16 << 10, let piece = try await iterator.next() { bytes += piece }
        return bytes
    }
}
