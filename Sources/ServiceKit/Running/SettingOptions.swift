import ArgumentParser

/// Flags that stand above the environment, for commands that want them: `@OptionGroup var options: SettingOptions`.
package struct SettingOptions: ParsableArguments {
    @Option(name: .long, help: "Address to listen on (HOST).")
    var host: String?

    @Option(name: .long, help: "Port to listen on (PORT).")
    var port: String?

    @Option(name: .long, help: "trace, debug, info, notice, warning, error or critical (LOG_LEVEL).")
    var logLevel: String?

    @Option(name: .long, help: "json or text (LOG_FORMAT).")
    var logFormat: String?

    @Option(name: .long, help: ArgumentHelp("Any setting, by its name in the environment.", valueName: "KEY=VALUE"))
    var set: [String] = []

    package init() {}

    package func validate() throws {
        for pair in set where !pair.dropFirst().contains("=") {
            throw ValidationError("'\(pair)' is not KEY=VALUE.")
        }
    }

    /// The given ones by their name in the environment.
    package var values: [String: String] {
        var values: [String: String] = [:]
        for pair in set {
            guard let separator = pair.firstIndex(of: "=") else { continue }
            values[pair[..<separator].uppercased()] = String(pair[pair.index(after: separator)...])
        }
        for (name, value) in [("HOST", host), ("PORT", port), ("LOG_LEVEL", logLevel), ("LOG_FORMAT", logFormat)] {
            if let value { values[name] = value }
        }
        return values
    }
}
