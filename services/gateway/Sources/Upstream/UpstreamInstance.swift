import NIOCore
import NIOSSL
import Synchronization

/// One running copy of a service, as all event loops see it.
package final class UpstreamInstance: Sendable {
    package let service: UpstreamService
    package let address: UpstreamAddress
    /// The name certificates are checked against, where it is another than the address's.
    let serverName: String
    /// Tells instances apart in the loops' own tables.
    let id: Int
    let hostLine: [UInt8]
    /// Where the address is one already, so that nobody has to be asked.
    let socketAddress: SocketAddress?
    let tls: NIOSSLContext?

    /// Requests that are under way to it.
    let inFlight = Atomic(0)
    /// What the last health check said; an instance that has not been asked yet is taken for ready.
    let isReady = Atomic(true)
    /// Health checks in a row that had no answer.
    let silences = Atomic(0)
    /// Whether anything has failed lately: while not, requests pass the breaker without its lock.
    private let mayFail = Atomic(false)
    private let breaker: Mutex<CircuitBreaker>
    private let metrics: GatewayMetrics

    private static let nextID = Atomic(0)

    init(
        service: UpstreamService,
        address: UpstreamAddress,
        serverName: String? = nil,
        tls: NIOSSLContext? = nil,
        metrics: GatewayMetrics
    ) {
        self.service = service
        self.address = address
        self.serverName = serverName ?? address.host
        self.tls = tls
        self.metrics = metrics
        id = Self.nextID.add(1, ordering: .relaxed).newValue
        // What is no address is a name.
        socketAddress = try? SocketAddress(ipAddress: address.host, port: address.port)
        hostLine = Array("host: \(address.authority)\r\n".utf8)
        breaker = Mutex(CircuitBreaker())
        metrics.breaker(of: self, is: .closed)
    }

    var breakerState: CircuitBreaker.State {
        mayFail.load(ordering: .relaxed) ? breaker.withLock { $0.state } : .closed
    }

    func admits(mayProbe: Bool) -> Bool {
        guard mayFail.load(ordering: .relaxed) else { return true }
        return change { $0.admits(now: .now, mayProbe: mayProbe) }
    }

    func succeeded() {
        // As long as nothing has failed there is nothing to count.
        guard mayFail.load(ordering: .relaxed) else { return }
        change { $0.succeeded(now: .now) }
    }

    /// A closed door and a broken connection are held against it in any case; slowness and errors, which may be the
    /// request's own fault or everybody's, only while another instance does better: `isLast` says that none is well.
    func failed(_ failure: UpstreamFailure, isLast: Bool) {
        switch failure {
        case .status:
            // It answers: where there is no other, that is well enough.
            change { isLast ? $0.succeeded(now: .now) : $0.failed(now: .now) }
        case .timeout:
            change { isLast ? $0.abandoned(now: .now) : $0.failed(now: .now, weight: 2) }
        default:
            // Closed for one is closed for everybody, until a health check finds it open.
            if failure == .connect { isReady.store(false, ordering: .relaxed) }
            change { $0.failed(now: .now, weight: 2) }
        }
    }

    /// It says that it closes its connections: it is about to stop.
    func leaves() { isReady.store(false, ordering: .relaxed) }

    /// A request ended without telling how the instance is.
    func abandoned() { change { $0.abandoned(now: .now) } }

    /// Health checks have had no answer several times in a row.
    func looksDead() { change { $0.trip(now: .now) } }

    func looksWell() { change { $0.looksWell(now: .now) } }

    /// How long until a request may be tried.
    var wait: Duration { breaker.withLock { $0.wait(now: .now) } }

    private func change<Answer>(_ body: (inout CircuitBreaker) -> Answer) -> Answer {
        let (answer, before, after) = breaker.withLock { breaker in
            let before = breaker.state
            let answer = body(&breaker)
            mayFail.store(!breaker.isUntroubled, ordering: .relaxed)
            return (answer, before, breaker.state)
        }
        if before != after { metrics.breaker(of: self, becomes: after) }
        return answer
    }
}
