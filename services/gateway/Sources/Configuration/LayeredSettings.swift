import Configuration
import ServiceKit
import Synchronization

/// Settings of the environment, and below them those of a file under the same names in lower case.
final class LayeredSettings: Sendable {
    private let environment: ConfigReader
    private let file: ConfigReader
    private let names: Set<String>
    private let read = Mutex<Set<String>>([])

    init(_ environment: ConfigReader, below values: [String: String]) {
        self.environment = environment
        names = Set(values.keys)
        file = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: values))
    }

    /// Where the setting is to be read.
    subscript(_ name: String) -> ConfigReader {
        _ = read.withLock { $0.insert(name) }
        // Asked for in any case, so that it is known to be read.
        let isSet = environment.optionalText(name) != nil
        return isSet || !names.contains(name) ? environment : file
    }

    /// Throws ``ConfigurationError`` when the file sets something that nobody reads.
    func requireAllRead() throws {
        guard let unknown = names.subtracting(read.withLock { $0 }).min() else { return }
        throw ConfigurationError(
            key: "GATEWAY_CONFIG",
            problem:
                "settings.\(unknown.lowercased()) is none that this file can set; what every service has and the TLS files are "
                + "set in the environment"
        )
    }
}
