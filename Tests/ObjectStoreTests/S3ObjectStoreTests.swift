import Core
import Curl
import ObjectStore
import TestSupport
import Testing

/// Against moto's S3 with signature checks on; see ``S3ServerScript`` for what moto and what the script checks.
@Suite(.ifMotoIsThere, .s3Server) struct S3ObjectStoreTests {
    @Test func `objects come back as they were put`() async throws {
        try await StoreContract.objectsComeBack(makeS3Store())
    }

    @Test func `large and empty objects come back and the limit holds`() async throws {
        try await StoreContract.largeAndEmptyObjectsComeBack(makeS3Store())
    }

    @Test func `a put whose condition does not hold changes nothing`() async throws {
        try await StoreContract.conditionsHold(makeS3Store())
    }

    @Test func `lists are in order and bounded`() async throws {
        try await StoreContract.listsAreInOrderAndBounded(makeS3Store())
    }

    @Test func `of many writers with one etag exactly one wins`() async throws {
        try await StoreContract.oneOfManyWins([makeS3Store()])
    }

    @Test func `a list of more than one page is whole`() async throws {
        let store = try makeS3Store()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for number in stride(from: worker, to: 1_203, by: 8) {
                        _ = try await store.put(try ObjectKey("n/\(10_000 + number)"), [7], condition: .none)
                    }
                }
            }
            try await group.waitForAll()
        }
        let found = try await store.list(prefix: "n/", limit: 2_000)
        #expect(found.map(\.key.description) == (0..<1_203).map { "n/\(10_000 + $0)" })
        #expect(found.allSatisfy { $0.size == 1 && $0.etag?.hasPrefix("\"") == true })
        let error = await #expect(throws: ObjectStoreError.self) { try await store.list(prefix: "n/", limit: 1_202) }
        #expect(error?.code == .tooLarge)
    }

    @Test func `a wrong secret is refused and named without being shown`() async throws {
        for text in ["plain", "odd=name"] {
            let store = try makeS3Store(environment: ["AWS_SECRET_ACCESS_KEY": "wrong/secret"])
            let error = await #expect(throws: ObjectStoreError.self) {
                try await store.put(try ObjectKey(text), [1], condition: .none)
            }
            #expect(error?.code == .accessDenied)
            #expect(error?.message.contains("SignatureDoesNotMatch") == true)
            #expect("\(String(reflecting: error))".contains("wrong/secret") == false)
        }
    }

    @Test func `an unknown key is refused`() async throws {
        let store = try makeS3Store(environment: ["AWS_ACCESS_KEY_ID": "AKIAUNKNOWN"])
        let error = await #expect(throws: ObjectStoreError.self) { try await store.list(prefix: "") }
        #expect(error?.code == .accessDenied)
    }

    @Test func `a clock that is wrong is called by its name`() async throws {
        let server = try #require(S3ServerTrait.server)
        let store = try makeObjectStore(
            url: "s3://\(S3TestServer.bucket)/skew",
            s3: try S3Configuration(environment: server.environment),
            now: { WallClock.realNow().advanced(bySeconds: -3_600) },
        )
        let error = await #expect(throws: ObjectStoreError.self) {
            try await store.get(try ObjectKey("a"), limitBytes: 1)
        }
        #expect(error?.code == .accessDenied)
        let message = try #require(error?.message)
        // The answer's whole second is compared with the moment at which it is read, on a busy machine later.
        let seconds = try #require(message.firstMatch(of: /clock is (\d+) s behind S3's/).flatMap { Int($0.1) })
        #expect((3_500...3_601).contains(seconds), "\(message)")
    }

    @Test func `a bucket that does not exist is not a missing object`() async throws {
        let server = try #require(S3ServerTrait.server)
        let configuration = try S3Configuration(environment: server.environment)
        let store = try makeObjectStore(url: "s3://no-such-bucket", s3: configuration)
        for body in [
            { _ = try await store.get(try ObjectKey("a"), limitBytes: 1) }, { _ = try await store.list(prefix: "") },
            { _ = try await store.put(try ObjectKey("a"), [1], condition: .none) },
        ] as [() async throws -> Void] {
            let error = await #expect(throws: ObjectStoreError.self) { try await body() }
            #expect(error?.code == .notFound)
        }
    }

    @Test func `the role of a task may write`() async throws {
        let server = try #require(S3ServerTrait.server)
        let document = server.taskCredentials(expiringAt: "2099-01-01T00:00:00Z")
        try await withStub(answer: { $0.contains("uthorization: Bearer-1\r\n") ? StubServer.ok(document) : nil }) {
            stub in
            let store = try makeS3Store(environment: [
                "AWS_ACCESS_KEY_ID": "", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(stub.url)/v2/credentials/x",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Bearer-1",
            ])
            _ = try await store.put(try ObjectKey("a"), [5], condition: .ifAbsent)
            #expect(try await store.get(try ObjectKey("a"), limitBytes: 1)?.bytes == [5])
            #expect(stub.requests.count == 1)
        }
    }

    @Test func `credentials that the store calls expired are fetched anew, once`() async throws {
        let server = try #require(S3ServerTrait.server)
        let document = server.taskCredentials(expiringAt: "2099-01-01T00:00:00Z")
        try await withStub(answer: { _ in StubServer.ok(document) }) { stub in
            let store = try makeS3Store(environment: [
                "AWS_ACCESS_KEY_ID": "", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(stub.url)/",
            ])
            _ = try await store.put(try ObjectKey("fault-expired-1-a"), [5], condition: .none)
            #expect(stub.requests.count == 2)
            let error = await #expect(throws: ObjectStoreError.self) {
                try await store.put(try ObjectKey("fault-expired-9-b"), [5], condition: .none)
            }
            #expect(error?.code == .accessDenied)
            #expect(stub.requests.count == 3)
        }
    }
}
