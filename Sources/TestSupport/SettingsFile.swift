package import Configuration
import Foundation
import Synchronization

/// A service's `service.env`, as its tests compare it with the keys that the code reads.
package struct SettingsFile: Sendable {
    package let values: [String: String]

    /// Reads the file of `service` from the checkout that `testFile` (Tests/<Module>Tests/<file>) belongs to.
    package init(service: String, testFile: String = #filePath) throws {
        let root = URL(fileURLWithPath: testFile).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appendingPathComponent("services/\(service)/service.env"),
            encoding: .utf8
        )
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            values[String(parts[0])] = String(parts[1])
        }
        self.values = values
    }
}

/// Remembers which settings were asked for, as the environment writes them.
package final class KeyRecorder: AccessReporter {
    private let names = Mutex<Set<String>>([])

    package init() {}

    package var keys: Set<String> { names.withLock { $0 } }

    package func report(_ event: AccessEvent) {
        let name = event.metadata.key.components.joined(separator: "_").uppercased()
        names.withLock { _ = $0.insert(name) }
    }
}
