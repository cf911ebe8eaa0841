import Foundation
import Testing

/// Gives a suite one stand-in for model servers for all its tests.
struct ModelServerTrait: SuiteTrait, TestScoping {
    @TaskLocal static var server: PythonServer?

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await withPythonServer("model_server", Python.teiOpenAPI.map { [$0] } ?? []) { server in
            try await ModelServerTrait.$server.withValue(server) { try await function() }
        }
    }
}

/// Gives a suite one Qdrant, which wants the key `QdrantTrait.key`.
struct QdrantTrait: SuiteTrait, TestScoping {
    static let key = "qdrant-key-0123456789"
    @TaskLocal static var server: PythonServer?

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await withPythonServer("qdrant_server", [Python.qdrantOpenAPI ?? "", Self.key]) { server in
            try await QdrantTrait.$server.withValue(server) { try await function() }
        }
    }
}

extension Trait where Self == ModelServerTrait {
    static var modelServer: Self { ModelServerTrait() }
}

extension Trait where Self == QdrantTrait {
    static var qdrant: Self { QdrantTrait() }
}

/// The release binary of rag-api.
enum RunningService {
    static let binary = (ProcessInfo.processInfo.environment["TTAREUNGI_BIN"] ?? ".build/release") + "/rag-api"
}

extension Trait where Self == ConditionTrait {
    /// Skips, with the reason, where rag-api has not been built.
    static var ifServiceIsBuilt: Self {
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: RunningService.binary),
            "needs rag-api (TTAREUNGI_BIN)"
        )
    }

    /// Skips, with the reason, where there is no Python.
    static var ifPythonIsThere: Self {
        .enabled(if: Python.obstacle == nil, Comment(rawValue: Python.obstacle ?? ""))
    }

    /// Skips, with the reason, where Qdrant's engine or its OpenAPI file is missing.
    static var ifQdrantIsThere: Self {
        .enabled(if: Python.qdrantObstacle == nil, Comment(rawValue: Python.qdrantObstacle ?? ""))
    }
}
