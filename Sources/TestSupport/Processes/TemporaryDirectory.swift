package import Foundation

/// A directory of its own that is removed with everything in it when the last reference goes.
package final class TemporaryDirectory: Sendable {
    package let url: URL

    package var path: String { url.path }

    package init(prefix: String = "test") throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("\(prefix)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700],
        )
    }

    deinit {
        // Nothing can be done about files that do not go away.
        try? FileManager.default.removeItem(at: url)
    }

    /// The path of a file in the directory.
    package func file(_ name: String) -> String {
        url.appendingPathComponent(name).path
    }

    /// Writes a text file and returns its path.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        let path = file(name)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}

/// Runs `body` with a directory that exists as long as it runs.
package func withTemporaryDirectory<Value>(
    prefix: String = "test",
    _ body: (TemporaryDirectory) async throws -> Value
) async throws -> Value {
    let directory = try TemporaryDirectory(prefix: prefix)
    defer { withExtendedLifetime(directory) {} }
    return try await body(directory)
}
