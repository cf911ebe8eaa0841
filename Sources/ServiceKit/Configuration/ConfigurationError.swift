/// A setting that cannot be used; its description is one line that names the key as the environment writes it.
package struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// The key as the environment writes it, e.g. `PORT`.
    package let key: String
    /// What is wrong, e.g. `'abc' is not a port number`.
    package let problem: String

    package init(key: String, problem: String) {
        self.key = key
        self.problem = problem
    }

    package var description: String { "\(key): \(problem)" }
}
