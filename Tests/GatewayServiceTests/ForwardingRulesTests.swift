import GatewayService
import ServiceKit
import Testing

@Suite struct ForwardingRulesTests {
    @Test func `an untrusted peer is the client whatever it claims`() {
        let rules = ForwardingRules(trusted: TrustedProxies([]))
        let claims = ForwardedClaims(forwardedFor: ["9.9.9.9"], proto: "https", host: "bank")
        let peer = IPAddress("203.0.113.7")
        let client = rules.client(peer: peer, claims: claims, authority: "host:8080", isTLS: false)
        #expect(client.address == peer)
        #expect(
            client.lines == "x-forwarded-for: 203.0.113.7\r\nx-forwarded-proto: http\r\nx-forwarded-host: host:8080\r\n"
                + "forwarded: for=203.0.113.7;proto=http;host=\"host:8080\"\r\n"
        )
    }

    @Test func `behind trusted proxies the nearest foreign address is the client`() throws {
        let rules = ForwardingRules(trusted: TrustedProxies([try #require(AddressBlock("10.0.0.0/8"))]))
        let claims = ForwardedClaims(
            forwardedFor: ["1.1.1.1, 203.0.113.7", "10.1.1.1"],
            proto: "https",
            host: "ttareungi.example"
        )
        let client = rules.client(peer: IPAddress("10.0.0.2"), claims: claims, authority: "inner", isTLS: false)
        #expect(client.address == IPAddress("203.0.113.7"))
        #expect(client.forwardedFor == "1.1.1.1, 203.0.113.7, 10.1.1.1, 10.0.0.2")
        #expect(client.proto == "https")
        #expect(client.host == "ttareungi.example")
    }

    @Test func `the standard's own field is read where the older ones are not there`() throws {
        let rules = ForwardingRules(trusted: TrustedProxies([try #require(AddressBlock("10.0.0.0/8"))]))
        let claims = ForwardedClaims(forwarded: [
            "for=\"[2001:db8::7]:4711\";proto=https;host=app.example, for=10.0.0.9"
        ])
        let client = rules.client(peer: IPAddress("10.0.0.2"), claims: claims, authority: "inner", isTLS: false)
        #expect(client.address == IPAddress("2001:db8::7"))
        #expect(client.lines.contains("forwarded: for=\"[2001:db8:0:0:0:0:0:7]\";"))
        #expect(client.proto == "https" && client.host == "app.example")
        let both = ForwardedClaims(forwardedFor: ["1.2.3.4"], forwarded: ["for=5.6.7.8"])
        #expect(both.hops == ["1.2.3.4"])
    }

    @Test func `a host that would break out of its field is not believed`() throws {
        let rules = ForwardingRules(trusted: TrustedProxies([try #require(AddressBlock("10.0.0.0/8"))]))
        let claims = ForwardedClaims(host: "a\"; evil=\"1")
        let client = rules.client(peer: IPAddress("10.0.0.2"), claims: claims, authority: "inner", isTLS: true)
        #expect(client.host == "inner" && client.proto == "https")
    }
}
