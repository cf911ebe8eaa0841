import Blocking
import Curl
import Logging
import NIOPosix
import NIOSSL
import ServiceKit
import Synchronization
import ServiceLifecycle

/// Which instances there are and how they are: follows names that stand for addresses, and asks each instance every second.
struct UpstreamDirectory: Service {
    private static let resolvePause = Duration.seconds(5)
    private static let pause = Duration.seconds(1)
    private static let checkLimit = Duration.milliseconds(800)
    private static let deadAfterSilences = 2

    let groups: [UpstreamService: UpstreamGroup]
    private let named: [UpstreamService: [UpstreamSource]]
    private let client: HTTPClient
    private let logger: Logger
    private let metrics: GatewayMetrics

    /// Throws ``ConfigurationError`` when TLS to an instance cannot be set up.
    init(
        _ sources: [UpstreamService: [UpstreamSource]],
        client: HTTPClient,
        metrics: GatewayMetrics,
        logger: Logger
    ) throws {
        self.client = client
        self.logger = logger
        self.metrics = metrics
        named = sources
        var groups: [UpstreamService: UpstreamGroup] = [:]
        for service in UpstreamService.allCases {
            let instances = try sources[service, default: []].map { source in
                UpstreamInstance(
                    service: service,
                    address: source.address,
                    tls: source.address.isTLS ? try Self.tls() : nil,
                    metrics: metrics
                )
            }
            groups[service] = UpstreamGroup(service: service, instances: instances)
        }
        self.groups = groups
    }

    private static func tls() throws -> NIOSSLContext {
        try NIOSSLContext(configuration: .makeClientConfiguration())
    }

    /// The instances of the service.
    func group(of service: UpstreamService) -> UpstreamGroup {
        groups[service] ?? UpstreamGroup(service: service, instances: [])
    }

    /// Every address of the service.
    func addresses(of service: UpstreamService) -> [String] {
        groups[service]?.instances.map(\.address.description) ?? []
    }

    func run() async throws {
        // Ends by being cancelled.
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { tasks in
                // Apart: a resolver that is slow must not keep instances from being asked.
                tasks.addTask { await repeatedly(every: Self.resolvePause) { await resolveNames() } }
                tasks.addTask { await repeatedly(every: Self.pause) { await checkAll() } }
            }
        }
    }

    private func repeatedly(every pause: Duration, _ body: () async -> Void) async {
        while !Task.isCancelled {
            await body()
            // Cancelled while it sleeps, it ends by the condition above.
            try? await Task.sleep(for: pause)
        }
    }

    // MARK: Names

    private func resolveNames() async {
        for (service, sources) in named where sources.contains(where: \.isName) {
            var wanted: [(UpstreamAddress, String)] = []
            for source in sources {
                guard source.isName else {
                    wanted.append((source.address, source.address.host))
                    continue
                }
                let host = source.address.host
                // Without an answer those known last stay, or the name itself: connecting looks it up once more.
                var addresses = (try? await NIOThreadPool.singleton.runIfActive { HostAddresses.lookUp(host) }) ?? []
                if addresses.isEmpty { addresses = known(service, host) }
                for address in addresses.sorted() {
                    wanted.append(
                        (UpstreamAddress(isTLS: source.address.isTLS, host: address, port: source.address.port), host)
                    )
                }
            }
            replace(service, wanted)
        }
    }

    private func known(_ service: UpstreamService, _ host: String) -> [String] {
        let known = groups[service]?.instances.filter { $0.serverName == host }.map(\.address.host) ?? []
        return known.isEmpty ? [host] : known
    }

    private func replace(_ service: UpstreamService, _ wanted: [(address: UpstreamAddress, serverName: String)]) {
        guard let group = groups[service], group.instances.map(\.address) != wanted.map(\.address) else { return }
        let known = Dictionary(group.instances.map { ($0.address, $0) }) { first, _ in first }
        let instances = wanted.map { entry in
            known[entry.address]
                ?? UpstreamInstance(
                    service: service,
                    address: entry.address,
                    serverName: entry.serverName,
                    metrics: metrics
                )
        }
        group.replace(instances)
        for gone in known.values where !instances.contains(where: { $0 === gone }) { metrics.forgetBreaker(of: gone) }
        logger.info(
            "Instances have changed",
            metadata: [
                "upstream": .string(service.rawValue),
                "instances": .string(instances.map(\.address.authority).joined(separator: ",")),
            ]
        )
    }

    // MARK: Health

    private func checkAll() async {
        await withDiscardingTaskGroup { group in
            // Where there is no choice, nothing is to be learned from asking.
            for upstreams in groups.values where upstreams.instances.count > 1 {
                for instance in upstreams.instances {
                    group.addTask { await check(instance, of: upstreams) }
                }
            }
        }
    }

    private func check(_ instance: UpstreamInstance, of group: UpstreamGroup) async {
        let request = HTTPClientRequest(url: "\(instance.address)/health/ready", timeout: Self.checkLimit)
        // No answer is an answer: it is not ready.
        let response = try? await client.fetch(request, maximumBytes: 64 << 10)
        // Whoever has no such path has nothing against being asked.
        let isReady = response.map { $0.status < 500 } ?? false
        let silences = response == nil ? instance.silences.add(1, ordering: .relaxed).newValue : 0
        if response != nil { instance.silences.store(0, ordering: .relaxed) }
        if isReady { instance.looksWell() }
        if silences >= Self.deadAfterSilences, !group.isLast(instance) { instance.looksDead() }
        guard instance.isReady.exchange(isReady, ordering: .relaxed) != isReady else { return }
        logger.notice(
            isReady ? "Instance is ready again" : "Instance is not ready",
            metadata: ["upstream": .string(instance.service.rawValue), "instance": .string(instance.address.authority)]
        )
    }
}

/// One entry of a service's setting: an address, or a name that stands for several.
package struct UpstreamSource: Hashable, Sendable, CustomStringConvertible {
    package let address: UpstreamAddress
    package let isName: Bool

    /// Nil unless `text` is like `http://host:port` or `dns+http://name:port`.
    package init?(_ text: String) {
        isName = text.hasPrefix("dns+")
        // Instances are asked for their health by address, which no certificate names.
        guard let address = UpstreamAddress(isName ? String(text.dropFirst(4)) : text), !isName || !address.isTLS else {
            return nil
        }
        self.address = address
    }

    package var description: String { (isName ? "dns+" : "") + address.description }
}
