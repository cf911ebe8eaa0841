import Redis
import TestSupport
import Testing

@Suite(.enabled(if: RedisServerFixture.isAvailable, "needs the redis-server command"), .timeLimit(.minutes(2)))
struct RedisAccessTests {
    @Test func `the right password opens and a wrong one is told without being repeated`() async throws {
        try await withRedisServer(options { $0.password = "open-sesame" }) { server in
            try await withRedisClient(server.urlWithCredentials) { try await $0.ping() }
            let wrong = "redis://:wrong-word@127.0.0.1:\(server.port)"
            try await withRedisClient(wrong) { client in
                let error = try await redisError { try await client.ping() }
                #expect(error.code == .notConnected)
                #expect(error.message.contains("WRONGPASS"))
                #expect(!"\(error) \(String(reflecting: error))".contains("wrong-word"))
            }
            try await withRedisClient(server.url) { client in
                let error = try await redisError { try await client.get("k") }
                #expect(error.serverPrefix == "NOAUTH")
            }
        }
    }

    @Test func `a user with an odd password may do what the access rules allow`() async throws {
        try await withRedisServer(options { $0.accessRules = ["user alice on >p:a/s@s%1 ~a:* +@all"] }) { server in
            try await withRedisClient("redis://alice:p%3Aa%2Fs%40s%251@127.0.0.1:\(server.port)") { client in
                #expect(try await client.send(RedisCommand("ACL", "WHOAMI")).string == "alice")
                try await client.set("a:1", [1])
                let error = try await redisError { try await client.set("b:1", [1]) }
                #expect(error.serverPrefix == "NOPERM")
            }
        }
    }

    @Test(.enabled(if: TestCertificates.isAvailable, "needs the openssl command"))
    func `TLS works with the private authority and with no other`() async throws {
        try await withRedisServer(options { $0.usesTLS = true }) { server in
            let authority = try #require(server.certificates).authority
            for host in ["127.0.0.1", "localhost"] {
                try await withRedisClient("rediss://\(host):\(server.port)?ca=\(authority)") { client in
                    let value = [UInt8](repeating: 7, count: 500_000)
                    try await client.set("k", value)
                    #expect(try await client.get("k") == value)
                }
            }
            let other = try await TestCertificates(in: server.directory, name: "other")
            for parameters in ["?ca=\(other.authority)", ""] {
                try await withRedisClient(server.url + parameters) { client in
                    let error = try await redisError { try await client.ping() }
                    #expect(error.code == .notConnected)
                    #expect(error.message.contains("CERTIFICATE_VERIFY_FAILED"))
                    #expect(client.statistics.connects == 0)
                }
            }
        }
    }

    @Test(.enabled(if: TestCertificates.isAvailable, "needs the openssl command"))
    func `an authority file that cannot be read ends the client with a reason`() async throws {
        let configuration = try RedisConfiguration(url: "rediss://127.0.0.1:1?ca=/nowhere/ca.pem")
        let client = RedisClient(configuration: configuration, logger: .silent)
        #expect(try await redisError { try await client.run() }.code == .invalidConfiguration)
    }

    private func options(_ change: (inout RedisServerFixture.Options) -> Void) -> RedisServerFixture.Options {
        var options = RedisServerFixture.Options()
        change(&options)
        return options
    }
}
