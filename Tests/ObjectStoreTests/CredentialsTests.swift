import Core
import Curl
import Foundation
import ObjectStore
import Synchronization
import TestSupport
import Testing

@Suite struct CredentialsTests {
    private static let now = Timestamp(seconds: 1_795_338_000)

    private static func document(_ id: String, expiresIn seconds: Int64) -> String {
        let end = ZonedTimestamp(now.advanced(bySeconds: seconds), utcOffsetSeconds: 0).rfc3339
        return #"{"Code":"Success","AccessKeyId":"\#(id)","SecretAccessKey":"s","Token":"t","Expiration":"\#(end)"}"#
    }

    private func cache(
        _ environment: [String: String],
        now: @escaping @Sendable () -> Timestamp = { CredentialsTests.now }
    ) throws -> AWSCredentialsCache {
        AWSCredentialsCache(
            source: try AWSCredentialsSource(environment: environment),
            client: HTTPClient(),
            // A request that a busy machine keeps waiting would be sent twice.
            timeout: .seconds(30),
            now: now
        )
    }

    @Test func `keys in the environment come first`() async throws {
        let credentials = try await cache([
            "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "token",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/",
        ]).credentials()
        #expect(credentials.accessKeyID == "id")
        #expect(credentials.secretAccessKey.value == "secret")
        #expect(credentials.sessionToken?.value == "token")
    }

    @Test(arguments: [
        ["AWS_ACCESS_KEY_ID": "id"], ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "169.254.170.2/x"],
        ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/x"],
        ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost.example.com/x"],
        ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1@example.com/x"],
        ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "file:///etc/passwd"], ["AWS_EC2_METADATA_DISABLED": "True"],
    ])
    func `an environment that cannot give credentials is refused`(_ environment: [String: String]) {
        let error = #expect(throws: ObjectStoreError.self) { try AWSCredentialsSource(environment: environment) }
        #expect(error?.code == .credentials)
    }

    @Test func `the agents of containers may be asked without TLS`() throws {
        for url in [
            "http://169.254.170.23/v1", "http://[fd00:ec2::23]/v1", "http://localhost:80/x", "https://any.host/x",
        ] {
            _ = try AWSCredentialsSource(environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": url])
        }
    }

    @Test func `the authorization of a container is read anew from its file`() async throws {
        try await withTemporaryDirectory { directory in
            try await withStub(answer: { _ in StubServer.ok(Self.document("role", expiresIn: 3_600)) }) { stub in
                let file = try directory.write("token-1\n", to: "token")
                let cache = try cache([
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(stub.url)/creds",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file,
                ])
                cache.invalidate(try await cache.credentials())
                try directory.write("token-2\n", to: "token")
                #expect(try await cache.credentials().accessKeyID == "role")
                #expect(stub.requests.map { $0.contains("Authorization: token-1\r\n") } == [true, false])
                #expect(stub.requests.last?.contains("Authorization: token-2\r\n") == true)
            }
        }
    }

    @Test func `an instance gives its role's credentials for a token`() async throws {
        let answer: @Sendable (String) -> String? = { head in
            let line = head.prefix { $0 != "\r\n" }
            let hasToken = head.contains("X-aws-ec2-metadata-token: tok\r\n")
            return switch line {
            case "PUT /latest/api/token HTTP/1.1" where head.contains("token-ttl-seconds: 21600\r\n"):
                StubServer.ok("tok")
            case "GET /latest/meta-data/iam/security-credentials/ HTTP/1.1" where hasToken: StubServer.ok("my role\n")
            case "GET /latest/meta-data/iam/security-credentials/my%20role HTTP/1.1" where hasToken:
                StubServer.ok(Self.document("instance", expiresIn: 3_600))
            default: StubServer.status(401)
            }
        }
        try await withStub(answer: answer) { stub in
            let cache = try cache(["AWS_EC2_METADATA_SERVICE_ENDPOINT": "\(stub.url)/"])
            #expect(try await cache.credentials().accessKeyID == "instance")
            #expect(stub.requests.count == 3)
        }
    }

    @Test func `a crowd of callers fetches once`() async throws {
        try await withStub(answer: { _ in
            // Long enough for all callers to have come.
            usleep(100_000)
            return StubServer.ok(Self.document("role", expiresIn: 3_600))
        }) { stub in
            let cache = try cache(["AWS_CONTAINER_CREDENTIALS_FULL_URI": stub.url])
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<100 { group.addTask { try await cache.credentials().accessKeyID } }
                for try await id in group { #expect(id == "role") }
            }
            #expect(stub.requests.count == 1)
        }
    }

    @Test func `credentials are fetched anew five minutes before they end`() async throws {
        let clock = TestClock(Self.now)
        let count = Mutex(0)
        try await withStub(answer: { _ in
            let number = count.withLock { count in
                count += 1; return count
            }
            return StubServer.ok(Self.document("role-\(number)", expiresIn: Int64(number) * 3_600))
        }) { stub in
            let cache = try cache(["AWS_CONTAINER_CREDENTIALS_FULL_URI": stub.url]) { clock.now }
            #expect(try await cache.credentials().accessKeyID == "role-1")
            clock.advance(3_299)
            #expect(try await cache.credentials().accessKeyID == "role-1")
            clock.advance(2)
            #expect(try await cache.credentials().accessKeyID == "role-2")
        }
    }

    @Test func `credentials that are still good are used while their source is down`() async throws {
        let clock = TestClock(Self.now)
        let isDown = Mutex(false)
        try await withStub(answer: { _ in
            isDown.withLock { $0 } ? StubServer.status(404) : StubServer.ok(Self.document("role", expiresIn: 3_600))
        }) { stub in
            let cache = try cache(["AWS_CONTAINER_CREDENTIALS_FULL_URI": stub.url]) { clock.now }
            _ = try await cache.credentials()
            isDown.withLock { $0 = true }
            clock.advance(3_400)
            #expect(try await cache.credentials().accessKeyID == "role")
            #expect(stub.requests.count == 2)
            #expect(try await cache.credentials().accessKeyID == "role")
            #expect(stub.requests.count == 2, "the source is given a pause")
            clock.advance(300)
            let error = await #expect(throws: ObjectStoreError.self) { try await cache.credentials() }
            #expect(error?.code == .credentials)
            isDown.withLock { $0 = false }
            cache.invalidate(AWSCredentials(accessKeyID: "other", secretAccessKey: Secret("")))
            clock.advance(-600)
            #expect(try await cache.credentials().accessKeyID == "role")
        }
    }

    @Test(arguments: [
        "", "[]", "{", #"{"Code":"Failed","Message":"s3cr3t"}"#, #"{"AccessKeyId":"a"}"#,
        #"{"AccessKeyId":"a","SecretAccessKey":"s3cr3t","Expiration":"tomorrow"}"#,
    ])
    func `an answer without credentials is an error that shows none of it`(_ body: String) async throws {
        try await withStub(answer: { _ in StubServer.ok(body) }) { stub in
            let cache = try cache(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(stub.url)/p4th"])
            let error = try #require(
                await #expect(throws: ObjectStoreError.self) { try await cache.credentials() }
            )
            #expect(error.code == .credentials)
            #expect(!String(reflecting: error).contains("s3cr3t") && !String(reflecting: error).contains("p4th"))
        }
    }

    @Test func `a source that nobody serves is reported in time`() async throws {
        let port = try FreePort.next()
        let cache = try cache(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:\(port)/"])
        let start = ContinuousClock.now
        let error = await #expect(throws: ObjectStoreError.self) { try await cache.credentials() }
        #expect(error?.code == .credentials && error?.isRetriable == true)
        #expect(ContinuousClock.now - start < .seconds(30))
    }
}

/// A clock that a test sets.
private final class TestClock: Sendable {
    private let time: Mutex<Timestamp>

    init(_ time: Timestamp) {
        self.time = Mutex(time)
    }

    var now: Timestamp { time.withLock { $0 } }

    func advance(_ seconds: Int64) {
        time.withLock { $0 = $0.advanced(bySeconds: seconds) }
    }
}
