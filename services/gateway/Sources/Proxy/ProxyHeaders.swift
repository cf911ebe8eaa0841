package import Curl
package import HTTPTypes

/// Which header fields pass the gateway, in both directions; no input or output.
package enum ProxyHeaders {
    /// Fields of one connection (RFC 9110, 7.6.1), and what the gateway decides by itself.
    private static let connectionBound: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization",
        "proxy-authentication-info", "te", "trailer", "transfer-encoding", "upgrade", "http2-settings",
    ]

    /// What only the gateway says to a service, whatever the client sent. `proxy` becomes a variable in CGI programs.
    private static let requestOwned: Set<String> = [
        "host", "content-length", "expect", "forwarded", "proxy", "x-real-ip", "traceparent", "tracestate",
        "x-request-id",
    ]

    /// What only the gateway says to a client.
    private static let responseOwned: Set<String> = ["date", "server", "x-request-id"]

    /// The fields a service is sent; `added` are the gateway's own and stand last.
    package static func request(_ fields: HTTPFields, adding added: [(name: String, value: String)])
        -> HTTPClientHeaders
    {
        let listed = connectionOptions(fields[values: .connection])
        var headers = HTTPClientHeaders()
        for field in fields {
            let name = field.name.canonicalName
            guard !connectionBound.contains(name), !requestOwned.contains(name), !listed.contains(name),
                !name.hasPrefix("x-forwarded-")
            else { continue }
            headers.append(name, field.value)
        }
        for (name, value) in added {
            headers.append(name, value)
        }
        return headers
    }

    /// The fields a client is sent, duplicates kept.
    package static func response(_ headers: HTTPClientHeaders) -> HTTPFields {
        let listed = connectionOptions(headers.values("connection"))
        var fields = HTTPFields()
        for header in headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            let canonical = name.canonicalName
            guard !connectionBound.contains(canonical), !responseOwned.contains(canonical), !listed.contains(canonical)
            else { continue }
            fields.append(HTTPField(name: name, value: header.value))
        }
        return fields
    }

    /// The names that `Connection` declares to be for this connection only.
    private static func connectionOptions(_ values: [String]) -> Set<String> {
        Set(values.flatMap { $0.split(separator: ",") }.map { $0.trimmingBlanks().lowercased() })
    }
}
