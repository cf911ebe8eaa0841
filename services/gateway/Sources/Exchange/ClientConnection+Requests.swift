import HTTPTypes
import NIOCore
import ServiceKit

extension ClientConnection {
    /// Why what came is refused before it is a request.
    enum Refusal: String {
        case malformed, smuggling
        case headerSize = "header_size"
    }

    /// Begins the request whose head has just been scanned.
    func begin(headEnd end: Int) {
        // A copy of the reference: what follows may change the input while its bytes are being looked at.
        let buffer = inbound
        let bytes = buffer.readableBytesUInt8Span
        let head = worker.requestScanner
        requests += 1
        let facts = RequestFacts(head, bytes)
        // Most clients name the same host all the time.
        let isKnown = knownClient != nil && knownClient?.authority == facts.authority
        guard facts.hostCount == 1 || facts.hostCount == 0 && facts.minorVersion == 0,
            isKnown || facts.authority.map(RequestAuthority.isPlain) ?? true
        else { return refuse(.malformed, .badRequest("A request names one host.")) }
        let framing: BodyFraming
        do {
            framing = try BodyFraming.request(head, bytes)
        } catch .unknownCoding {
            return refuse(.smuggling, .notImplemented("The only transfer coding here is chunked."))
        } catch {
            return refuse(.smuggling, .badRequest("Nobody can say for certain where this request's body ends."))
        }
        let target: ResolvedTarget
        switch ResolvedTarget.resolve(bytes, from: head.targetStart, to: head.targetEnd, worker.limits.head.targetBytes)
        {
        case .resolved(let resolved): target = resolved
        case .tooLong:
            worker.edge.metrics.rejected("target")
            return refuseRest(.uriTooLong(limit: worker.limits.head.targetBytes), facts: facts)
        case .unreadable:
            worker.edge.metrics.rejected("target")
            return answer(.notFound("There is nothing at this path."), to: facts, framing: framing, headEnd: end)
        }
        facts.target = target.text
        // The host of a target in absolute form counts, whatever the field says (RFC 9112, 3.2.2).
        if let authority = target.authority { facts.authority = authority }
        let match = target.match(worker.edge.table, bytes)
        let client = forwardedClient(facts, head, bytes)
        let request = IncomingRequest(facts: facts, framing: framing, match: match, client: client, headEnd: end)
        dispatch(request, target: target)
    }

    /// Applies the rules of the edge and finds who answers.
    private func dispatch(_ request: IncomingRequest, target: ResolvedTarget) {
        let edge = worker.edge
        let facts = request.facts
        if !EdgeRules.isProbe(facts.target) {
            guard isHostAllowed(facts.authority) else {
                edge.metrics.rejected("host")
                let problem = Problem(.misdirectedRequest, detail: "This host name is not served here.")
                return answer(problem, to: facts, framing: request.framing, headEnd: request.headEnd)
            }
            if let refusal = edge.rules.refusal(of: request.client.client, path: facts.target) {
                edge.metrics.rejected(refusal.reason)
                return answer(refusal.problem, to: facts, framing: request.framing, headEnd: request.headEnd)
            }
        }
        if facts.hasUnknownExpectation {
            edge.metrics.rejected("expectation")
            let problem = Problem(.expectationFailed, detail: "The only expectation met here is 100-continue.")
            return answer(problem, to: facts, framing: request.framing, headEnd: request.headEnd)
        }
        if facts.method == .options, let options = optionsAnswer(facts, target) {
            return write(options, for: request)
        }
        guard case .route(let first) = request.match else { return answerLocally(request) }
        let takesMethod = edge.table.routes[first].answers(facts.method)
        guard
            let index = takesMethod
                ? first : target.route(behind: first, edge.table, answering: facts.method)
        else {
            let allowed = target.methods(edge.table)
            return answer(
                .methodNotAllowed(allow: allowed),
                to: facts,
                framing: request.framing,
                headEnd: request.headEnd
            )
        }
        let route = edge.table.routes[index]
        guard edge.rules.admitsToken(of: facts, to: route) else {
            edge.metrics.rejected("unauthorized")
            let challenge = facts.authorization == nil ? "Bearer" : #"Bearer error="invalid_token""#
            let problem = Problem.unauthorized("Changes to the board need a valid token.", challenge: challenge)
            return answer(problem, to: facts, framing: request.framing, headEnd: request.headEnd)
        }
        forward(request, index: index, route: route)
    }

    private func forward(_ request: IncomingRequest, index: Int, route: ProxyRoute) {
        let limit = worker.limits.bodyBytes(for: route)
        if case .length(let length) = request.framing, length > limit {
            worker.edge.metrics.rejected("body_size")
            let problem = Problem.payloadTooLarge(limit: limit)
            return answer(problem, to: request.facts, framing: request.framing, headEnd: request.headEnd)
        }
        let exchange = Exchange(client: self, request: request, routeIndex: index, route: route)
        exchange.composeHead(worker.requestScanner, inbound)
        start(request, sink: exchange, bodyLimit: limit)
        exchange.start()
    }

    private func isHostAllowed(_ authority: String?) -> Bool {
        if let allowedHost, allowedHost == authority { return true }
        guard worker.edge.rules.hosts.allows(authority) else { return false }
        allowedHost = authority
        return true
    }

    /// Leaves the head behind and turns to the body.
    private func start(_ request: IncomingRequest, sink: any RequestSink, bodyLimit: Int) {
        inbound.moveReaderIndex(forwardBy: request.headEnd)
        if inbound.readableBytes == 0 { inbound = worker.emptyBuffer }
        self.sink = sink
        bodyBytes = 0
        self.bodyLimit = bodyLimit
        switch request.framing {
        case .none, .untilClose: phase = .answering
        case .length(let length):
            phase = .length(length)
            expectBody()
        case .chunked:
            phase = .chunked(ChunkDecoder())
            expectBody()
        }
    }

    private func answerLocally(_ request: IncomingRequest) {
        let answer = LocalAnswer(client: self, request: request)
        start(request, sink: answer, bodyLimit: worker.limits.bodyBytes)
        answer.start()
    }

    /// Who the services are told sent it.
    private func forwardedClient(
        _ facts: RequestFacts,
        _ head: HeadScanner,
        _ bytes: borrowing Span<UInt8>
    ) -> KnownClient {
        let claims = isPeerTrusted ? ForwardedClaims(head, bytes) : .none
        if let knownClient, knownClient.authority == facts.authority, knownClient.claims == claims {
            return knownClient
        }
        let client = worker.edge.rules.forwarding
            .client(peer: peer, claims: claims, authority: facts.authority, isTLS: isTLS)
        let known = KnownClient(authority: facts.authority, claims: claims, client)
        knownClient = known
        return known
    }

    /// The gateway knows every path's methods and does not ask the services.
    private func optionsAnswer(_ facts: RequestFacts, _ target: ResolvedTarget) -> ByteBuffer? {
        let methods = target.methods(worker.edge.table)
        guard !methods.isEmpty else { return nil }
        var extra = "allow: \(methods.joined(separator: ", "))\r\n"
        if facts.asksForMethod {
            extra += worker.edge.rules.cors.preflightLines(origin: facts.origin, methods: methods)
        }
        return AnswerWriter(worker: worker, facts: facts, isTLS: isTLS)
            .answer(status: .noContent, lines: extra, body: [], closes: closesAfter(facts))
    }

    // MARK: Answers of the edge itself

    /// Answers a request that has a head; its body, if it has one, is not read, and the connection ends.
    func answer(_ problem: Problem, to facts: RequestFacts, framing: BodyFraming, headEnd: Int) {
        guard framing == .none else { return refuseRest(problem, facts: facts) }
        let request = IncomingRequest(
            facts: facts,
            framing: framing,
            match: .nothing,
            client: KnownClient(authority: nil, ForwardedClient(address: peer, forwardedFor: "", proto: "", host: nil)),
            headEnd: headEnd
        )
        let buffer = AnswerWriter(worker: worker, facts: facts, isTLS: isTLS)
            .answer(problem, closes: closesAfter(facts))
        note(problem, facts)
        write(buffer, for: request)
    }

    func closesAfter(_ facts: RequestFacts) -> Bool { !facts.isKeptAlive || worker.isDraining }

    private func write(_ buffer: ByteBuffer, for request: IncomingRequest) {
        let hasBody = request.framing != .none
        inbound.moveReaderIndex(forwardBy: request.headEnd)
        phase = .answering
        write(buffer)
        finished(closes: closesAfter(request.facts) || hasBody)
    }

    /// A head that cannot be read.
    func refuseHead(_ error: HeadError) {
        switch error {
        case .tooLarge:
            worker.edge.metrics.rejected(Refusal.headerSize.rawValue)
            refuseRest(Problem(.requestHeaderFieldsTooLarge, detail: "The head of the request is too large."))
        case .version:
            worker.edge.metrics.rejected(Refusal.malformed.rawValue)
            refuseRest(Problem(.httpVersionNotSupported, detail: "HTTP/1.1 and HTTP/1.0 are spoken here."))
        case .malformed(let what):
            refuse(.malformed, .badRequest("The request is not well-formed HTTP: \(what)."))
        }
    }

    private func refuse(_ refusal: Refusal, _ problem: Problem) {
        worker.edge.metrics.rejected(refusal.rawValue)
        refuseRest(problem)
    }

    /// The body's framing broke in the middle.
    func breakOff(_ refusal: Refusal) {
        refuse(refusal, .badRequest("The body of the request is not well-formed."))
    }

    /// Answers and ends the connection; whatever else it holds is not looked at.
    func refuseRest(_ problem: Problem, facts: RequestFacts? = nil) {
        let sink = sink
        self.sink = nil
        let mayAnswer = (sink as? Exchange)?.hasBegunAnswer != true
        let facts = facts ?? (sink as? Exchange)?.facts
        sink?.clientGone()
        guard mayAnswer else { return close() }
        write(AnswerWriter(worker: worker, facts: facts, isTLS: isTLS).answer(problem, closes: true))
        note(problem, facts)
        finished(closes: true)
    }

    /// Counts and logs an answer of the edge itself.
    private func note(_ problem: Problem, _ facts: RequestFacts?) {
        worker.record(
            route: -1,
            template: "refused",
            method: RequestMethodLabel(facts?.method),
            status: problem.status.code,
            duration: .zero
        )
        RequestLog(worker.edge).write(
            facts: facts,
            route: "refused",
            status: problem.status.code,
            bytes: 0,
            duration: .zero,
            client: peer,
            upstream: nil
        )
    }
}
