import Foundation

/// moto's S3 with signature checks on, in a process of its own on a free loopback port; see ``S3ServerScript``.
package final class S3TestServer: Sendable {
    private struct Keys: Decodable {
        let id, secret, taskID, taskSecret, taskToken: String
    }

    package static let bucket = "models-test"
    package static let region = "ap-northeast-2"

    package let port: Int
    private let keys: Keys
    private let process: ServerProcess
    private let directory: TemporaryDirectory

    /// What is missing to run it; nil when nothing is.
    package static let obstacle: String? = {
        guard let python = ServerProcess.find("python3") else { return "python3 is not installed" }
        let probe = Process()
        probe.executableURL = URL(fileURLWithPath: python)
        probe.arguments = [
            "-c",
            "import importlib.util as i; exit(not all(map(i.find_spec, ('moto', 'boto3', 'flask', 'flask_cors'))))",
        ]
        probe.standardOutput = FileHandle.nullDevice
        probe.standardError = FileHandle.nullDevice
        guard (try? probe.run()) != nil else { return "python3 does not start" }
        probe.waitUntilExit()
        return probe.terminationStatus == 0 ? nil : "the Python package moto (with its server's) is not installed"
    }()

    /// Starts the server and waits until bucket, user and role are there.
    package init() async throws {
        port = try FreePort.next()
        directory = try TemporaryDirectory(prefix: "s3")
        let script = try directory.write(S3ServerScript.text, to: "server.py")
        let server = try ServerProcess(
            "python3",
            [script, String(port), Self.bucket, directory.file("requests.log")],
            environment: ["AWS_EC2_METADATA_DISABLED": "true", "AWS_SESSION_TOKEN": "", "NO_PROXY": "127.0.0.1"],
            directory: directory.path,
            logFile: directory.file("server.log"),
        )
        process = server
        try await server.waitUntilReady("is set up", within: .seconds(60)) { Self.ready(server.log) != nil }
        keys = try JSONDecoder().decode(Keys.self, from: Data((Self.ready(server.log) ?? "").utf8))
    }

    /// Ends the server.
    package func stop() async throws {
        process.kill()
        try await process.waitForExit()
    }

    /// The environment of a process that may use the bucket.
    package var environment: [String: String] {
        [
            "AWS_REGION": Self.region, "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:\(port)",
            "AWS_ACCESS_KEY_ID": keys.id, "AWS_SECRET_ACCESS_KEY": keys.secret,
        ]
    }

    /// The credentials of a role as the agent of a container hands them over.
    package func taskCredentials(expiringAt expiration: String) -> String {
        """
        {"RoleArn":"arn:aws:iam::123456789012:role/task","AccessKeyId":"\(keys.taskID)",
        "SecretAccessKey":"\(keys.taskSecret)","Token":"\(keys.taskToken)","Expiration":"\(expiration)"}
        """
    }

    /// Method and outcome of every request for keys that end in `name`, in the order of their answers.
    package func requests(endingIn name: String) -> [String] {
        let log = (try? String(contentsOfFile: directory.file("requests.log"), encoding: .utf8)) ?? ""
        return log.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ")
            guard parts.count == 3, parts[1].hasSuffix(name) else { return nil }
            return "\(parts[0]) \(parts[2])"
        }
    }

    private static func ready(_ log: String) -> String? {
        log.split(separator: "\n").first { $0.hasPrefix("READY {") && $0.hasSuffix("}") }.map {
            String($0.dropFirst(6))
        }
    }
}

/// Runs `body` with a server that exists as long as it runs.
package func withS3Server<Value>(_ body: (S3TestServer) async throws -> Value) async throws -> Value {
    let server = try await S3TestServer()
    let result: Result<Value, any Error>
    do {
        result = .success(try await body(server))
    } catch {
        result = .failure(error)
    }
    try await server.stop()
    return try result.get()
}
