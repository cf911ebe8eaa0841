package import Configuration

extension ConfigReader {
    /// The suite's order of sources: flags of the command line, the environment, the file `.env` if there is one.
    ///
    /// Defaults stand where a setting is read. `flags` are keyed like the environment, e.g. `PORT`. Throws
    /// ``ConfigurationError`` when the file is there and cannot be read.
    package static func sources(
        flags: [String: String],
        environment: EnvironmentVariablesProvider = EnvironmentVariablesProvider(),
        environmentFile: String = ".env"
    ) throws -> ConfigReader {
        ConfigReader(providers: [
            EnvironmentVariablesProvider(environmentVariables: flags),
            environment,
            EnvironmentVariablesProvider(environmentVariables: try EnvironmentFile.variables(atPath: environmentFile)),
        ])
    }
}
