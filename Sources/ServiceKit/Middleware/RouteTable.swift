import HTTPTypes
import Hummingbird
import Synchronization

/// Which methods each known path answers; filled once all routes are there, asked when none of them fitted.
final class RouteTable: Sendable {
    private let entries = Mutex<[(path: RouterPath, methods: [String])]>([])

    func fill(from router: Router<AppRequestContext>) {
        var methods: [String: (path: RouterPath, methods: Set<String>)] = [:]
        for route in router.routes {
            methods[route.path.description, default: (route.path, [])].methods.insert(route.method.rawValue)
        }
        let table = methods.values.map { entry in
            // HEAD works wherever GET does.
            let all = entry.methods.contains("GET") ? entry.methods.union(["HEAD"]) : entry.methods
            return (path: entry.path, methods: all.sorted())
        }
        entries.withLock { $0 = table }
    }

    /// Sorted; empty when the path is unknown.
    func methods(of path: String) -> [String] {
        let segments = path.split(separator: "/")
        let found = entries.withLock { entries in
            entries.filter { Self.matches($0.path, segments) }.flatMap(\.methods)
        }
        return Set(found).sorted()
    }

    private static func matches(_ template: RouterPath, _ segments: [Substring]) -> Bool {
        var rest = segments[...]
        for element in template.components {
            if element == .recursiveWildcard { return true }
            guard let segment = rest.popFirst(), element ~= segment else { return false }
        }
        return rest.isEmpty
    }
}
