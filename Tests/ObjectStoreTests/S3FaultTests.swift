import Core
import Curl
import Glibc
import ObjectStore
import TestSupport
import Testing

/// What the store makes of servers that fail, on the faults of ``S3ServerScript``.
@Suite(.ifMotoIsThere, .s3Server) struct S3FaultTests {
    private func requests(_ name: String) throws -> [String] {
        try #require(S3ServerTrait.server).requests(endingIn: name)
    }

    @Test(arguments: ["500", "503", "reset"])
    func `a failure that passes is repeated`(_ fault: String) async throws {
        let store = try makeS3Store()
        let name = "fault-\(fault)-2-repeated"
        _ = try await store.put(try ObjectKey(name), [1], condition: .none)
        let seen = try requests(name)
        #expect(seen == ["PUT \(fault)", "PUT \(fault)", "PUT 200"])
    }

    @Test(arguments: ["500", "503", "reset"])
    func `a failure that stays is reported after the last attempt`(_ fault: String) async throws {
        let store = try makeS3Store { $0.retry.maximumAttempts = 3 }
        let name = "fault-\(fault)-99-stays"
        let error = await #expect(throws: ObjectStoreError.self) {
            try await store.get(try ObjectKey(name), limitBytes: 9)
        }
        #expect(error?.code == .unavailable && error?.isRetriable == true)
        // libcurl repeats once by itself what a kept connection did not answer.
        let expected = fault == "reset" ? 3...6 : 3...3
        let seen = try requests(name)
        #expect(expected.contains(seen.count), "\(seen)")
    }

    @Test func `a refusal is not repeated`() async throws {
        let store = try makeS3Store(environment: ["AWS_SECRET_ACCESS_KEY": "wrong"])
        await #expect(throws: ObjectStoreError.self) { try await store.get(try ObjectKey("refused"), limitBytes: 9) }
        #expect(try requests("refused") == ["GET 403"])
    }

    @Test func `a conditional put whose answer was lost is recognised as done`() async throws {
        let store = try makeS3Store()
        let name = "fault-lost-1-conditional"
        let etag = try await store.put(try ObjectKey(name), [1], condition: .ifAbsent)
        #expect(try requests(name) == ["PUT lost", "PUT 412", "HEAD 200"])
        #expect(try await store.get(try ObjectKey(name), limitBytes: 1) == StoredObject(bytes: [1], etag: etag))
    }

    @Test func `a conditional put whose answer was lost is not taken for somebody else's`() async throws {
        let server = try #require(S3ServerTrait.server)
        let key = try ObjectKey("fault-reset-1-contested")
        let root = "s3://\(S3TestServer.bucket)/contested"
        var configuration = try S3Configuration(environment: server.environment)
        let other = try makeObjectStore(url: root, s3: configuration)
        configuration.retry = RetryPolicy(maximumAttempts: 2, baseDelay: .milliseconds(5))
        // Each attempt is signed with the time: the second one waits until the other writer came in between.
        let store = try makeObjectStore(
            url: root,
            s3: configuration,
            now: {
                for _ in 0..<20_000 where server.requests(endingIn: "contested").count == 1 { usleep(1_000) }
                return WallClock.realNow()
            }
        )
        async let outcome = Result { () async throws(ObjectStoreError) in
            try await store.put(key, [1], condition: .ifAbsent)
        }
        try await waitUntil("the first attempt was lost") { server.requests(endingIn: "contested").count == 1 }
        _ = try await other.put(key, [1], condition: .none)
        let result = await outcome
        guard case .failure(let error) = result else {
            Issue.record("the put claims the other writer's object")
            return
        }
        #expect(error.code == .conditionFailed)
    }

    @Test func `a server that hangs is given up in time`() async throws {
        let store = try makeS3Store {
            $0.idleTimeout = .milliseconds(200)
            $0.retry.maximumAttempts = 2
        }
        let start = ContinuousClock.now
        let error = await #expect(throws: ObjectStoreError.self) {
            try await store.get(try ObjectKey("fault-hang-9-x"), limitBytes: 9)
        }
        #expect(error?.code == .unavailable)
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func `a cancelled call ends at once`() async throws {
        let store = try makeS3Store()
        let name = "fault-hang-9-cancelled"
        let start = ContinuousClock.now
        let error = await withTaskGroup(of: ObjectStoreError?.self) { group in
            group.addTask {
                do {
                    _ = try await store.get(try ObjectKey(name), limitBytes: 9)
                    return nil
                } catch {
                    return error as? ObjectStoreError
                }
            }
            try? await waitUntil("the request is there") { try requests(name).count == 1 }
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(error?.code == .cancelled)
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func `nobody listening is reported as unavailable`() async throws {
        let port = try FreePort.next()
        let store = try makeS3Store { $0.endpoint = "http://127.0.0.1:\(port)" }
        let error = await #expect(throws: ObjectStoreError.self) { try await store.list(prefix: "") }
        #expect(error?.code == .unavailable && error?.isRetriable == true)
    }
}
extension Result where Failure == ObjectStoreError, Success: Sendable {
    /// The outcome of an asynchronous call.
    init(_ body: () async throws(ObjectStoreError) -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
