import HTTPTypes
package import ServiceKit

/// What `gateway check` prints.
package struct CheckReport: Sendable {
    /// Settings, routes, then the problems and the remarks.
    package let lines: [String]
    /// What would not work; empty when all is well.
    package let problems: [String]

    package init(common: CommonConfiguration, configuration: GatewayConfiguration) {
        let folder = WebFolder.find(configured: configuration.webDirectory)
        var problems: [String] = []
        if folder == nil {
            let place = configuration.webDirectory.map { "in \($0)" } ?? "beside the executable or in a checkout"
            problems.append("WEB_DIR: there is no index.html \(place); / will answer 503")
        }
        if let problem = configuration.tls?.problem { problems.append("\(problem.key): \(problem.problem)") }
        var remarks: [String] = []
        if configuration.allowedHosts.isEmpty && !Self.isLoopback(common.host) {
            remarks.append("ALLOWED_HOSTS: unset, requests for any host name are answered")
        }
        if common.adminToken == nil {
            remarks.append("ADMIN_TOKEN: unset, /api/status shows no details")
        }
        self.problems = problems
        lines =
            Self.settings(common, configuration, webFolder: folder)
            + configuration.table.routes.map { route in
                "route \(route.methods.map(\.rawValue).joined(separator: ",")) \(route.pattern) -> \(route.service.rawValue)"
            }
            + problems.map { "problem \($0)" } + remarks.map { "remark \($0)" }
    }

    private static func settings(
        _ common: CommonConfiguration,
        _ configuration: GatewayConfiguration,
        webFolder: String?
    ) -> [String] {
        var values: [(String, String)] = [
            ("HOST", common.host), ("PORT", "\(common.port)"),
            ("ADMIN_TOKEN", common.adminToken == nil ? "(unset)" : "(set)"),
        ]
        for service in UpstreamService.allCases {
            values.append(
                (
                    service.settingName,
                    configuration.instances[service, default: []].map(\.description).joined(separator: ",")
                )
            )
        }
        values += [
            ("WEB_DIR", webFolder ?? "(not found)"), ("LEAFLET_DIR", configuration.leafletDirectory),
            ("RATE_LIMIT", configuration.rateLimit?.description ?? "off"),
            ("CORS_ORIGINS", configuration.corsOrigins.joined(separator: ",")),
            ("TRUSTED_PROXIES", configuration.trustedProxies.blocks.map(\.description).joined(separator: ",")),
            ("ALLOWED_HOSTS", configuration.allowedHosts.joined(separator: ",")),
            ("JWKS_URL", configuration.jwksURL ?? "(unset)"),
            ("TLS_CERT_FILE", configuration.tls?.certificate ?? "(unset)"),
            ("TLS_KEY_FILE", configuration.tls?.key ?? "(unset)"),
            ("MAX_BODY_BYTES", "\(configuration.limits.bodyBytes)"),
            ("MAX_ATTACHMENT_BYTES", "\(configuration.limits.attachmentBytes)"),
            ("UPSTREAM_TIMEOUT", configuration.limits.headTimeout.settingText),
            ("UPSTREAM_SLOW_TIMEOUT", configuration.limits.slowHeadTimeout.settingText),
            ("UPSTREAM_IDLE_TIMEOUT", configuration.limits.idleTimeout.settingText),
        ]
        return values.map { "\($0)=\($1)" }
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
