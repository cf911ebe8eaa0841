import Curl

/// One question to a health endpoint of an instance on this machine.
package struct HealthProbe: Sendable {
    /// The answer, as one line for people.
    package struct Outcome: Sendable {
        package let isHealthy: Bool
        package let line: String
    }

    private let host: String
    private let port: Int
    private let path: String
    private let isTLS: Bool
    private let timeout: Duration

    /// `host` and `port` as the instance's settings have them.
    package init(host: String, port: Int, path: String, isTLS: Bool = false, timeout: Duration = .seconds(2)) {
        self.host = host
        self.port = port
        self.path = path
        self.isTLS = isTLS
        self.timeout = timeout
    }

    /// Asks once; anything but a 200 in time is unhealthy.
    package func ask() async -> Outcome {
        let client = HTTPClient(
            configuration: HTTPClientConfiguration(connectTimeout: timeout, verifiesCertificates: false)
        )
        let outcome = await ask(client)
        await client.shutdown()
        return outcome
    }

    private func ask(_ client: HTTPClient) async -> Outcome {
        let url = "\(isTLS ? "https" : "http")://\(reachableHost):\(port)\(path)"
        do {
            let request = HTTPClientRequest(url: url, timeout: timeout)
            let response = try await client.fetch(request, maximumBytes: 65_536)
            let body = String(decoding: response.body, as: UTF8.self)
            return Outcome(isHealthy: response.status == 200, line: "\(url) answers \(response.status) \(body)")
        } catch {
            return Outcome(isHealthy: false, line: "\(url) does not answer: \(error)")
        }
    }

    /// An address that listens everywhere is asked on the loopback one.
    private var reachableHost: String {
        switch host {
        case "", "0.0.0.0", "::", "*": "127.0.0.1"
        default: host.contains(":") ? "[\(host)]" : host
        }
    }
}
