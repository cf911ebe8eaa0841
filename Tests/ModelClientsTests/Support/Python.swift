import Foundation

/// The Python that runs the stand-in servers, and what it has.
enum Python {
    /// `TEST_PYTHON`, else the one of `var/test-venv` where scripts/setup made it, else the one in PATH.
    static let path: String = {
        let environment = ProcessInfo.processInfo.environment
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..")
        let own = root.standardized.appendingPathComponent("var/test-venv/bin/python3").path
        let directories = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        let candidates = [environment["TEST_PYTHON"], own] + directories.map { "\($0)/python3" }
        return candidates.compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? ""
    }()

    /// Why the servers cannot run; nil when they can.
    static let obstacle: String? = path.isEmpty ? "python3 is not installed" : nil

    /// Why the front of Qdrant cannot run; nil when it can.
    static let qdrantObstacle: String? = {
        if let obstacle { return obstacle }
        guard qdrantOpenAPI != nil else { return "Qdrant's OpenAPI file is not in SHARED_REFERENCE" }
        let hasPackages = has("qdrant_client", "jsonschema")
        return hasPackages ? nil : "the Python packages qdrant-client and jsonschema are not installed"
    }()

    static let qdrantOpenAPI = openAPI(in: "qdrant")

    /// TEI's OpenAPI file, where it can be used.
    static let teiOpenAPI: String? = obstacle == nil && has("jsonschema") ? openAPI(in: "tei") : nil

    private static func openAPI(in folder: String) -> String? {
        let environment = ProcessInfo.processInfo.environment
        let reference = environment["SHARED_REFERENCE"] ?? environment["SHARED_DATA"].map { "\($0)/../reference" }
        guard let reference else { return nil }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(reference)/\(folder)")) ?? []
        return files.sorted().first { $0.hasPrefix("openapi-") && $0.hasSuffix(".json.gz") }.map {
            "\(reference)/\(folder)/\($0)"
        }
    }

    private static func has(_ modules: String...) -> Bool {
        let probe = Process()
        probe.executableURL = URL(fileURLWithPath: path)
        let program = "import sys, importlib.util as i; exit(not all(map(i.find_spec, sys.argv[1:])))"
        probe.arguments = ["-c", program] + modules
        probe.standardError = FileHandle.nullDevice
        guard (try? probe.run()) != nil else { return false }
        probe.waitUntilExit()
        return probe.terminationStatus == 0
    }
}
