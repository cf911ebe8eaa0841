import GatewayService
import Testing

@Suite struct EdgeRulesTests {
    private let start = ContinuousClock.now

    @Test(arguments: [("100/s", 100, 1), ("600/m", 600, 60), ("5/h", 5, 3600)])
    func `a rate is a number and a unit`(text: String, requests: Int, seconds: Int) throws {
        let limit = try #require(RateLimit(text))
        #expect(limit.requests == requests && limit.period == .seconds(seconds) && limit.description == text)
    }

    @Test(arguments: ["", "100", "0/s", "-1/s", "1/d", "1/s/s", "1000001/s", "off"]) func `anything else is no rate`(
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

    @Test func `the table of addresses stays bounded and keeps the busy ones`() throws {
        var limiter = RateLimiter(try #require(RateLimit("1/h")), maximumAddresses: 100)
        let busy = try #require(IPAddress("9.9.9.9"))
        #expect(limiter.admit(busy, now: start) == nil)
        for number in 0..<5000 {
            _ = limiter.admit(try #require(IPAddress("10.0.\(number / 250).\(number % 250)")), now: start)
            if number % 50 == 0 { #expect(limiter.admit(busy, now: start) != nil) }
        }
        #expect(limiter.count <= 200)
    }

    @Test(arguments: [
        ("example.org", true), ("EXAMPLE.org:8080", true), ("a.example.net", true), ("example.net", false),
        ("evil.org", false),
        ("notexample.net", false), ("[::1]:8080", true), ("", false),
    ]) func `only listed hosts are served`(authority: String, isAllowed: Bool) {
        let rules = HostRules(["example.org", "*.example.net", "[::1]"])
        #expect(rules.allows(authority) == isAllowed)
        #expect(!rules.allows(nil))
        #expect(HostRules([]).allows(authority))
    }

    @Test func `only listed origins are told that they may read`() {
        let policy = CORSPolicy(origins: ["https://app.example.org"])
        let listed = policy.lines(origin: "https://app.example.org")
        #expect(listed.contains("access-control-allow-origin: https://app.example.org\r\n"))
        #expect(listed.contains("vary: Origin\r\n") && listed.hasSuffix("\r\n"))
        #expect(policy.lines(origin: "https://evil.example") == "vary: Origin\r\n")
        #expect(policy.preflightLines(origin: "https://evil.example", methods: ["GET"]).isEmpty)
        #expect(CORSPolicy(origins: []).lines(origin: "https://app.example.org").isEmpty)
        #expect(CORSPolicy(origins: ["*"]).lines(origin: "https://a.example").contains("allow-origin: *\r\n"))
    }
}
