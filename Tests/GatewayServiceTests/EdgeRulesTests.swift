import GatewayService
import Testing

@Suite struct EdgeRulesTests {
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
