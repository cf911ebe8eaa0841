import GatewayService
import Testing

@Suite struct ForwardingRulesTests {
    @Test func `an untrusted peer is the client whatever it claims`() {
        let rules = ForwardingRules(trusted: [])
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
        let rules = ForwardingRules(trusted: [try #require(AddressBlock("10.0.0.0/8"))])
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
        let rules = ForwardingRules(trusted: [try #require(AddressBlock("10.0.0.0/8"))])
        let claims = ForwardedClaims(forwarded: [
            "for=\"[2001:db8::7]:4711\";proto=https;host=app.example, for=10.0.0.9"
        ])
        let client = rules.client(peer: IPAddress("10.0.0.2"), claims: claims, authority: "inner", isTLS: false)
        #expect(client.address == IPAddress("2001:db8::7"))
        #expect(client.proto == "https" && client.host == "app.example")
        let both = ForwardedClaims(forwardedFor: ["1.2.3.4"], forwarded: ["for=5.6.7.8"])
        #expect(both.hops == ["1.2.3.4"])
    }

    @Test func `a host that would break out of its field is not believed`() throws {
        let rules = ForwardingRules(trusted: [try #require(AddressBlock("10.0.0.0/8"))])
        let claims = ForwardedClaims(host: "a\"; evil=\"1")
        let client = rules.client(peer: IPAddress("10.0.0.2"), claims: claims, authority: "inner", isTLS: true)
        #expect(client.host == "inner" && client.proto == "https")
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
