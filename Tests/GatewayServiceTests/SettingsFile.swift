import Configuration
import Foundation
import Synchronization

/// A service's `service.env`.
struct SettingsFile {
    let values: [String: String]

    init(service: String, testFile: String = #filePath) throws {
        // Tests/<Module>Tests/<file>
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
final class KeyRecorder: AccessReporter {
    private let names = Mutex<Set<String>>([])

    var keys: Set<String> { names.withLock { $0 } }

    func report(_ event: AccessEvent) {
        let name = event.metadata.key.components.joined(separator: "_").uppercased()
        names.withLock { _ = $0.insert(name) }
    }
}
