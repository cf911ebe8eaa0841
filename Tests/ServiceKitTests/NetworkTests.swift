import ServiceKit
import Testing

@Suite struct NetworkTests {
    private let start = ContinuousClock.now

    @Test(arguments: [("100/s", 100, 1), ("600/m", 600, 60), ("5/h", 5, 3600), ("2/d", 2, 86_400)])
    func `a rate is a number and a unit`(text: String, requests: Int, seconds: Int) throws {
        let limit = try #require(RateLimit(text))
        #expect(limit.requests == requests && limit.period == .seconds(seconds) && limit.description == text)
    }

    @Test(arguments: ["", "100", "0/s", "-1/s", "1/w", "1/s/s", "1000001/s", "off"]) func `anything else is no rate`(
        text: String
    ) {
        #expect(RateLimit(text) == nil)
    }

    @Test func `an address spends its tokens and earns them back`() throws {
        var limiter = RateLimiter(try #require(RateLimit("2/s")))
        let address = try #require(IPAddress("1.2.3.4"))
        #expect(limiter.admit(address, now: start) == nil)
        #expect(limiter.admit(address, now: start) == nil)
        #expect(limiter.admit(address, now: start) == .milliseconds(500))
        #expect(limiter.admit(try #require(IPAddress("1.2.3.5")), now: start) == nil)
        #expect(limiter.admit(address, now: start + .milliseconds(500)) == nil)
    }

    @Test func `addresses of one IPv6 network share their tokens`() throws {
        var limiter = RateLimiter(try #require(RateLimit("1/h")))
        #expect(limiter.admit(try #require(IPAddress("2001:db8::1")), now: start) == nil)
        #expect(limiter.admit(try #require(IPAddress("2001:db8::2")), now: start) != nil)
        #expect(limiter.admit(try #require(IPAddress("2001:db8:0:1::2")), now: start) == nil)
    }

    @Test func `the table of keys stays bounded and keeps the busy ones`() throws {
        var limiter = RateLimiter(try #require(RateLimit("1/h")), maximumKeys: 100)
        let busy = try #require(IPAddress("9.9.9.9"))
        #expect(limiter.admit(busy, now: start) == nil)
        for number in 0..<5000 {
            _ = limiter.admit(try #require(IPAddress("10.0.\(number / 250).\(number % 250)")), now: start)
            if number % 50 == 0 { #expect(limiter.admit(busy, now: start) != nil) }
        }
        #expect(limiter.count <= 200)
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

    @Test(arguments: [
        ("203.0.113.7", [], "203.0.113.7"), ("203.0.113.7", ["9.9.9.9"], "203.0.113.7"),
        ("10.0.0.2", [], "10.0.0.2"), ("10.0.0.2", ["1.1.1.1", "9.9.9.9", "10.1.1.1"], "9.9.9.9"),
        ("10.0.0.2", ["10.1.1.1"], "10.1.1.1"), ("10.0.0.2", ["9.9.9.9", "nonsense"], "10.0.0.2"),
    ]) func `the client is the nearest that is no proxy of ours`(peer: String, hops: [String], client: String) throws {
        let proxies = TrustedProxies([try #require(AddressBlock("10.0.0.0/8"))])
        #expect(proxies.client(behind: try #require(IPAddress(peer)), hops: hops) == IPAddress(client))
    }
}
