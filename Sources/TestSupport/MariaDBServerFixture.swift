import Foundation
import Glibc

/// A private MariaDB server on a free port of this machine, with its files in a temporary folder.
package actor MariaDBServerFixture {
    /// The server could not be installed or did not start.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// What it takes to log in; the password needs percent-encoding on purpose.
    private static let user = "tester"
    private static let password = "p@ss:w/r d"

    /// The port on 127.0.0.1.
    package nonisolated let port: UInt16
    private let folder: URL
    private let usesTLS: Bool
    private let moreArguments: [String]
    private var process: Process?

    private init(tls: Bool, arguments: [String]) throws {
        port = UInt16(try FreePort.next())
        usesTLS = tls
        moreArguments = arguments
        folder = FileManager.default.temporaryDirectory.appending(path: "mariadb-\(UUID().uuidString)")
    }

    /// Installs a server, starts it with `arguments` besides its own, lends it to `body` and removes all of it, also when
    /// `body` throws.
    package static func withServer<T>(
        tls: Bool = false,
        arguments: [String] = [],
        _ body: (MariaDBServerFixture) async throws -> T
    ) async throws -> T {
        let server = try MariaDBServerFixture(tls: tls, arguments: arguments)
        do {
            try await server.install()
            try await server.start()
            let value = try await body(server)
            await server.remove()
            return value
        } catch {
            await server.remove()
            throw error
        }
    }

    /// The URL of the database `name`; `parameters` such as `tls=required` follow the question mark.
    package nonisolated func url(database name: String = "test", parameters: String = "") -> String {
        let password = "p%40ss%3Aw%2Fr%20d"
        let query = parameters.isEmpty ? "" : "?\(parameters)"
        return "mysql://\(MariaDBServerFixture.user):\(password)@127.0.0.1:\(port)/\(name)\(query)"
    }

    /// The authority that signed the server's certificate, when it was made with `tls`.
    package nonisolated var certificateAuthorityPath: String { folder.appending(path: "ca.pem").path }

    /// Starts the server and waits until it takes connections.
    package func start() async throws {
        let process = Process()
        process.executableURL = try MariaDBServerFixture.executable("mariadbd")
        process.arguments = serverArguments
        let log = folder.appending(path: "server.log")
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        process.standardOutput = output
        process.standardError = output
        try process.run()
        self.process = process
        let deadline = ContinuousClock.now.advanced(by: .seconds(60))
        while !FreePort.isOpen(Int(port)) {
            guard process.isRunning, ContinuousClock.now < deadline else {
                throw Failure(description: "mariadbd did not start: \(lastLines(of: log))")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Ends the server as a crash would, and waits until it is gone.
    package func kill() async {
        await end(with: SIGKILL)
    }

    /// Ends the server the way an operator does.
    package func stop() async {
        await end(with: SIGTERM)
    }

    /// Stops the server from running without closing its connections; `resume` lets it go on.
    package func suspend() async throws {
        signal(SIGSTOP)
        while !allThreadsAreStopped { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// Lets a suspended server go on.
    package func resume() {
        signal(SIGCONT)
    }

    /// A signal takes its time to reach every thread; until then some of them still answer.
    private var allThreadsAreStopped: Bool {
        guard let process, process.isRunning else { return true }
        let folder = "/proc/\(process.processIdentifier)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return threads.allSatisfy { thread in
            // A thread that has ended meanwhile has no file.
            guard let status = try? String(contentsOfFile: "\(folder)/\(thread)/stat", encoding: .utf8) else {
                return true
            }
            return status.split(separator: ") ").last?.hasPrefix("T") ?? true
        }
    }

    private func remove() async {
        resume()
        await end(with: SIGKILL)
        try? FileManager.default.removeItem(at: folder)
    }

    private func end(with signal: Int32) async {
        guard let process else { return }
        self.signal(signal)
        while process.isRunning { try? await Task.sleep(for: .milliseconds(5)) }
        self.process = nil
    }

    private func signal(_ signal: Int32) {
        guard let process, process.isRunning else { return }
        Glibc.kill(process.processIdentifier, signal)
    }
}

// MARK: - Installing

extension MariaDBServerFixture {
    /// Of its own, since a server that starts clears away the temporary tables of others in the same folder.
    private var temporaryFolder: URL { folder.appending(path: "tmp") }
    private var dataFolder: URL { folder.appending(path: "data") }

    private var serverArguments: [String] {
        var arguments = [
            "--no-defaults", "--user=root", "--datadir=\(dataFolder.path)", "--tmpdir=\(temporaryFolder.path)",
            "--bind-address=127.0.0.1", "--port=\(port)", "--socket=\(folder.appending(path: "s").path)",
            "--pid-file=\(folder.appending(path: "pid").path)",
            "--init-file=\(folder.appending(path: "init.sql").path)",
            "--skip-log-bin", "--innodb-log-file-size=8M", "--innodb-flush-log-at-trx-commit=0",
            "--innodb-buffer-pool-size=32M", "--max-allowed-packet=32M", "--innodb-lock-wait-timeout=2",
        ]
        if usesTLS {
            arguments += [
                "--ssl-ca=\(certificateAuthorityPath)", "--ssl-cert=\(folder.appending(path: "server.pem").path)",
                "--ssl-key=\(folder.appending(path: "server.key").path)",
            ]
        }
        return arguments + moreArguments
    }

    private func install() async throws {
        try FileManager.default.createDirectory(at: temporaryFolder, withIntermediateDirectories: true)
        try await MariaDBServerFixture.run(
            "mariadb-install-db",
            [
                "--no-defaults", "--user=root", "--datadir=\(dataFolder.path)", "--tmpdir=\(temporaryFolder.path)",
                "--skip-test-db",
                "--auth-root-authentication-method=normal", "--innodb-log-file-size=8M",
            ]
        )
        let user = "'\(MariaDBServerFixture.user)'@'%'"
        // The server reads this file line by line.
        let statements = """
            CREATE USER IF NOT EXISTS \(user) IDENTIFIED BY '\(MariaDBServerFixture.password)';
            GRANT ALL ON *.* TO \(user);
            CREATE DATABASE IF NOT EXISTS test CHARACTER SET utf8mb4;

            """
        try statements.write(to: folder.appending(path: "init.sql"), atomically: true, encoding: .utf8)
        if usesTLS { try await makeCertificates() }
    }

    /// An authority, and a certificate of it for 127.0.0.1 and localhost.
    private func makeCertificates() async throws {
        func file(_ name: String) -> String { folder.appending(path: name).path }
        let names = "subjectAltName=IP:127.0.0.1,DNS:localhost\n"
        try names.write(toFile: file("names"), atomically: true, encoding: .utf8)
        let key = ["-newkey", "rsa:2048", "-nodes"]
        try await MariaDBServerFixture.run(
            "openssl",
            [
                "req", "-x509", "-days", "2", "-subj", "/CN=Test Authority", "-keyout", file("ca.key"), "-out",
                file("ca.pem"),
            ] + key
        )
        try await MariaDBServerFixture.run(
            "openssl",
            ["req", "-subj", "/CN=127.0.0.1", "-keyout", file("server.key"), "-out", file("server.csr")] + key
        )
        try await MariaDBServerFixture.run(
            "openssl",
            [
                "x509", "-req", "-days", "2", "-in", file("server.csr"), "-CA", file("ca.pem"), "-CAkey",
                file("ca.key"),
                "-CAcreateserial", "-extfile", file("names"), "-out", file("server.pem"),
            ]
        )
    }

    private static func run(_ name: String, _ arguments: [String]) async throws {
        let process = Process()
        process.executableURL = try executable(name)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in ended.resume() }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                ended.resume(throwing: error)
            }
        }
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(name) ended with status \(process.terminationStatus)")
        }
    }

    private static func executable(_ name: String) throws -> URL {
        let candidates = ["/usr/sbin", "/usr/bin", "/usr/local/bin"].map { "\($0)/\(name)" }
        guard let path = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw Failure(description: "\(name) is not installed")
        }
        return URL(filePath: path)
    }

    private func lastLines(of log: URL) -> String {
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? "no log"
        return text.split(separator: "\n").suffix(5).joined(separator: "\n")
    }
}
