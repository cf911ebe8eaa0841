import Curl
import GatewayService
import HTTPTypes
import NIOCore
import Testing

@Suite struct ProxyHeadersTests {
    private func fields(_ pairs: [(String, String)]) throws -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in pairs {
            fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        return fields
    }

    private func names(_ headers: HTTPClientHeaders) -> Set<String> { Set(headers.map { $0.name.lowercased() }) }

    @Test func `fields of the connection do not reach a service`() throws {
        let incoming = try fields([
            ("Connection", "keep-alive, X-Hop"), ("Keep-Alive", "timeout=5"), ("X-Hop", "1"), ("TE", "trailers"),
            ("Transfer-Encoding", "chunked"), ("Upgrade", "websocket"), ("Proxy-Authorization", "x"), ("Proxy", "evil"),
            ("Expect", "100-continue"), ("Accept", "*/*"), ("Authorization", "Bearer t"),
        ])
        #expect(names(ProxyHeaders.request(incoming, adding: [])) == ["accept", "authorization"])
    }

    @Test func `what a client says about its origin and trace is replaced`() throws {
        let incoming = try fields([
            ("X-Forwarded-For", "9.9.9.9"), ("X-Forwarded-Prefix", "/x"), ("Forwarded", "for=9.9.9.9"),
            ("X-Real-IP", "9.9.9.9"),
            ("traceparent", "00-a"), ("X-Request-ID", "mine"),
        ])
        let sent = ProxyHeaders.request(incoming, adding: [("x-forwarded-for", "127.0.0.1"), ("x-request-id", "r1")])
        #expect(sent.values("x-forwarded-for") == ["127.0.0.1"])
        #expect(sent.values("x-request-id") == ["r1"])
        #expect(names(sent) == ["x-forwarded-for", "x-request-id"])
    }

    @Test func `a connection field cannot take away what the gateway adds`() throws {
        let incoming = try fields([("Connection", "x-forwarded-for, x-request-id")])
        let sent = ProxyHeaders.request(incoming, adding: [("x-forwarded-for", "1.1.1.1")])
        #expect(sent["x-forwarded-for"] == "1.1.1.1")
    }

    @Test func `duplicates pass in both directions and the service's connection fields do not`() throws {
        let incoming = try fields([("Accept", "a"), ("Accept", "b")])
        #expect(ProxyHeaders.request(incoming, adding: []).values("accept") == ["a", "b"])
        let outgoing: HTTPClientHeaders = [
            "Set-Cookie": "a=1", "set-cookie": "b=2", "Connection": "x-gone", "X-Gone": "1", "Server": "nginx",
            "Transfer-Encoding": "chunked", "ETag": "\"1\"",
        ]
        let answered = ProxyHeaders.response(outgoing)
        #expect(answered[values: .setCookie] == ["a=1", "b=2"])
        #expect(Set(answered.map(\.name.canonicalName)) == ["set-cookie", "etag"])
    }

    @Test func `an untrusted peer is the client whatever it claims`() throws {
        let rules = ForwardingRules(trusted: [])
        let claimed = try fields([
            ("X-Forwarded-For", "9.9.9.9"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "bank"),
        ])
        let client = rules.client(
            peer: try SocketAddress(ipAddress: "203.0.113.7", port: 1),
            fields: claimed,
            authority: "host:8080"
        )
        #expect(client.address == IPAddress("203.0.113.7"))
        #expect(client.headers.map(\.value) == ["203.0.113.7", "http", "host:8080"])
    }

    @Test func `behind trusted proxies the nearest foreign address is the client`() throws {
        let rules = ForwardingRules(trusted: [try #require(AddressBlock("10.0.0.0/8"))])
        let claimed = try fields([
            ("X-Forwarded-For", "1.1.1.1, 203.0.113.7"), ("X-Forwarded-For", "10.1.1.1"),
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Host", "ttareungi.example"),
        ])
        let client = rules.client(
            peer: try SocketAddress(ipAddress: "10.0.0.2", port: 1),
            fields: claimed,
            authority: "inner"
        )
        #expect(client.address == IPAddress("203.0.113.7"))
        #expect(client.forwardedFor == "1.1.1.1, 203.0.113.7, 10.1.1.1, 10.0.0.2")
        #expect(client.proto == "https")
        #expect(client.host == "ttareungi.example")
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
        ("192.168.1.128/25", "192.168.1.127", false),
        ("192.168.1.128/25", "192.168.1.200", true), ("::1", "::1", true), ("2001:db8::/33", "2001:db8:7fff::1", true),
        ("2001:db8::/33", "2001:db8:8000::1", false), ("127.0.0.1", "::ffff:127.0.0.1", true),
        ("0.0.0.0/0", "8.8.8.8", true),
        ("0.0.0.0/0", "2001:db8::1", false),
    ]) func `an address is in its block`(block: String, address: String, isIn: Bool) throws {
        let block = try #require(AddressBlock(block))
        #expect(block.contains(try #require(IPAddress(address))) == isIn)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.5", "::1::", "12345::", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7",
        "g::1", "+1::",
        "1.2.3.4/33", "::1/129", "10.0.0.0/x",
    ]) func `what is no address or block is refused`(text: String) {
        #expect(AddressBlock(text) == nil)
    }
}
