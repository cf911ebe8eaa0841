import Curl
import ObjectStore
import TestSupport
import Testing

/// Gives a suite one S3 server for all its tests.
struct S3ServerTrait: SuiteTrait, TestScoping {
    @TaskLocal static var server: S3TestServer?

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await withS3Server { server in
            try await S3ServerTrait.$server.withValue(server) { try await function() }
        }
    }
}

extension Trait where Self == S3ServerTrait {
    static var s3Server: Self { S3ServerTrait() }
}

extension Trait where Self == ConditionTrait {
    /// Skips, with the reason, where there is no moto.
    static var ifMotoIsThere: Self {
        .enabled(if: S3TestServer.obstacle == nil, Comment(rawValue: S3TestServer.obstacle ?? ""))
    }
}

/// A store under a prefix of its own on the suite's server.
func makeS3Store(
    _ change: (inout S3Configuration) -> Void = { _ in },
    environment changes: [String: String] = [:]
) throws -> any ObjectStorage {
    let server = try #require(S3ServerTrait.server)
    var configuration = try S3Configuration(environment: server.environment.merging(changes) { $1 })
    configuration.retry.baseDelay = .milliseconds(5)
    change(&configuration)
    let prefix = "run-\(UInt64.random(in: 0...UInt64.max))"
    return try makeObjectStore(url: "s3://\(S3TestServer.bucket)/\(prefix)", s3: configuration)
}
