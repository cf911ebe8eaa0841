import Configuration
import Foundation
import GatewayService
import ServiceKit
import Synchronization
import TestSupport
import Testing

@Suite struct GatewayConfigurationTests {
    private func read(_ values: [String: String]) throws -> GatewayConfiguration {
        try GatewayConfiguration(
            reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: values))
        )
    }

    @Test func `service env names exactly the keys that are read, with their defaults`() throws {
        let file = try SettingsFile(service: "gateway")
        let reads = KeyRecorder()
        let reader = ConfigReader(
            provider: EnvironmentVariablesProvider(environmentVariables: file.values),
            accessReporter: reads
        )
        let common = try CommonConfiguration(reader: reader, defaultPort: 0)
        let configured = try GatewayConfiguration(reader: reader)
        #expect(reads.keys == Set(file.values.keys))
        let standard = try read([:])
        #expect(configured.instances == standard.instances && configured.limits == standard.limits)
        #expect(configured.leafletDirectory == standard.leafletDirectory && configured.rateLimit == nil)
        #expect(configured.webDirectory == nil && configured.allowedHosts.isEmpty && configured.corsOrigins.isEmpty)
        #expect(common.port == 8080 && common.host == "127.0.0.1" && common.adminToken == nil)
    }

    @Test func `addresses are a list and a name that stands for several is accepted`() throws {
        let configuration = try read([
            "COLLECTOR_URL": "http://a:1/, https://b:2", "PREDICTOR_URL": "dns+http://predictor:8082",
        ])
        let written = configuration.instances.mapValues { $0.map(\.description) }
        #expect(written[.collector] == ["http://a:1", "https://b:2"])
        #expect(written[.predictor] == ["dns+http://predictor:8082"])
        #expect(written[.boardAPI] == ["http://127.0.0.1:8084"])
    }

    @Test(arguments: [
        ("COLLECTOR_URL", "127.0.0.1:8081"), ("COLLECTOR_URL", "http://a/path"), ("BOARD_API_URL", "ftp://a"),
        ("RAG_API_URL", "*"),
        ("COLLECTOR_URL", "http://user@a"), ("RATE_LIMIT", "100"), ("CORS_ORIGINS", "app.example.org"),
        ("TRUSTED_PROXIES", "10.0.0.0/33"),
        ("MAX_BODY_BYTES", "1"), ("UPSTREAM_TIMEOUT", "10"), ("TLS_CERT_FILE", "/etc/cert.pem"),
        ("TLS_KEY_FILE", "/etc/key.pem"),
        ("GATEWAY_CONFIG", "x.yaml"),
    ]) func `a malformed value is refused by its name`(key: String, value: String) {
        let error = #expect(throws: ConfigurationError.self) { try read([key: value]) }
        #expect(error?.key == key)
    }

    @Test func `check shows settings and routes and finds missing pages`() throws {
        let values = ["WEB_DIR": "/nonexistent", "HOST": "0.0.0.0", "RATE_LIMIT": "100/s", "ADMIN_TOKEN": "geheim"]
        let reader = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: values))
        let report = CheckReport(
            common: try CommonConfiguration(reader: reader, defaultPort: 8080),
            configuration: try GatewayConfiguration(reader: reader)
        )
        #expect(report.problems.count == 1 && report.problems.first?.hasPrefix("WEB_DIR") == true)
        #expect(
            report.lines.contains("RATE_LIMIT=100/s") && report.lines.contains("route GET /api/stream -> collector")
        )
        #expect(report.lines.contains { $0.hasPrefix("remark ALLOWED_HOSTS") })
        #expect(!report.lines.joined().contains("geheim"))
    }
}
