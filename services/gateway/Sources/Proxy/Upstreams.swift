import Synchronization

/// The pools of all services, shared by the requests.
package final class Upstreams: Sendable {
    private let pools: Mutex<[UpstreamService: UpstreamPool]>

    package init(_ instances: [UpstreamService: [String]]) {
        pools = Mutex(instances.mapValues { UpstreamPool(urls: $0) })
    }

    /// Every address of the service.
    package func urls(of service: UpstreamService) -> [String] {
        pools.withLock { $0[service]?.urls ?? [] }
    }

    func next(_ service: UpstreamService, excluding tried: Set<Int>) -> (index: Int, url: String)? {
        pools.withLock { $0[service]?.next(now: .now, excluding: tried) }
    }

    func unreachable(_ service: UpstreamService, _ index: Int) {
        pools.withLock { $0[service]?.unreachable(index, now: .now) }
    }

    func answered(_ service: UpstreamService, _ index: Int) {
        pools.withLock { $0[service]?.answered(index) }
    }

    func hasOther(_ service: UpstreamService, than tried: Set<Int>) -> Bool {
        urls(of: service).count > tried.count
    }
}
