import Redis
import Testing

struct RedisConfigurationTests {
    @Test func `a plain URL has the usual port and database`() throws {
        let configuration = try RedisConfiguration(url: "redis://cache.example")
        #expect(configuration.endpoint == .server(.init(host: "cache.example", port: 6_379)))
        #expect(configuration.database == 0)
        #expect(!configuration.usesTLS)
        #expect(configuration.description == "redis://cache.example:6379/0")
    }

    @Test func `a TLS URL may name a private authority`() throws {
        let configuration = try RedisConfiguration(url: "rediss://[::1]:6380/3?ca=/etc/my%20ca.pem")
        #expect(configuration.endpoint == .server(.init(host: "::1", port: 6_380)))
        #expect(configuration.database == 3)
        #expect(configuration.usesTLS)
        #expect(configuration.certificateAuthorityFile == "/etc/my ca.pem")
        #expect(configuration.description == "rediss://[::1]:6380/3")
    }

    @Test func `a sentinel URL names hosts, service and database`() throws {
        let configuration = try RedisConfiguration(
            url: "redis+sentinel://u:p@a,b:1234/city/2?sentinel_user=s&sentinel_password=q"
        )
        let addresses: [RedisConfiguration.Address] = [
            .init(host: "a", port: 26_379), .init(host: "b", port: 1_234),
        ]
        #expect(configuration.endpoint == .sentinels(addresses, service: "city"))
        #expect(configuration.database == 2)
        #expect(configuration.description == "redis+sentinel://a:26379,b:1234/city/2")
    }

    @Test func `no text form reveals a password`() throws {
        let configuration = try RedisConfiguration(
            url: "redis+sentinel://user1:hunter2@a/city?sentinel_user=watch&sentinel_password=hunter3"
        )
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in [configuration.description, configuration.debugDescription, dumped, "\([configuration])"] {
            #expect(!text.contains("hunter"))
            #expect(!text.contains("user1"))
        }
    }

    @Test(arguments: [
        "", "localhost:6379", "http://localhost", "redis://", "redis://:6379", "redis://host:0", "redis://host:65536",
        "redis://host:port", "redis://host/zero", "redis://host/-1", "redis://host/1/2", "redis://a,b/0",
        "redis://user@host", "redis://:se%zzcret@host", "redis://host?ca=/x", "redis://host?unknown=1", "redis://[::1",
        "redis+sentinel://a", "redis+sentinel://a,,b/city", "redis://host?sentinel_password=secret",
        "redis+sentinel://a/city?sentinel_user=u",
    ])
    func `a malformed URL is refused without being quoted`(url: String) throws {
        let error = try #require(throws: RedisError.self) { try RedisConfiguration(url: url) }
        #expect(error.code == .invalidConfiguration)
        #expect(!error.isRetriable)
        #expect(!error.description.contains("secret"))
    }
}
