import Blocking
package import Core
import FoundationEssentials

/// The machine's time zones (Debian package tzdata).
package struct ZoneDirectory: Sendable {
    private let path: String

    package init(path: String = "/usr/share/zoneinfo") {
        self.path = path
    }

    /// The rules of a zone such as `Asia/Taipei`; nil when the machine does not know it, which means UTC to the callers.
    package func rules(_ name: String) async -> ZoneRules? {
        // Only cancellation throws here.
        try? await runBlocking { [self] in blockingRules(name) }
    }

    /// The same for who has a thread to block.
    package func blockingRules(_ name: String) -> ZoneRules? {
        guard !name.isEmpty, !name.contains(".."), !name.hasPrefix("/"), name.count < 64 else { return nil }
        // A zone that is not there is an answer, not a failure.
        guard let bytes = try? [UInt8](Data(contentsOf: URL(filePath: "\(path)/\(name)"))) else { return nil }
        return ZoneRules(tzif: bytes)
    }
}
