import Core
import Crypto
import Foundation
import ObjectStore
import PredictorService
import Synchronization
import Testing

/// Two registries on one store, as two replicas see it, and a clock for both.
struct Replicas: Sendable {
    let first: ModelRegistry
    let second: ModelRegistry
    let store: any ObjectStorage
    let clock: RegistryClock

    init(_ store: any ObjectStorage, _ other: any ObjectStorage) {
        let clock = RegistryClock()
        self.clock = clock
        self.store = store
        first = ModelRegistry(store: store) { clock.now }
        second = ModelRegistry(store: other) { clock.now }
    }

    /// Publishes a small model and returns its version.
    func publish(_ name: String) async throws -> ModelVersion {
        let artifact = try Self.artifact(name)
        try await first.publish(artifact)
        return artifact.version
    }

    static func artifact(_ name: String, model: String = "tree\nleaf_value=1") throws -> ModelArtifact {
        try ModelArtifact(
            version: ModelVersion(name),
            files: [
                "features.json": Array("{\"features\":[]}".utf8), "metrics.json": Array("{}".utf8),
                "model-10.txt": Array("\(model) \(name)".utf8),
            ],
        )
    }
}

/// A clock that a test sets.
final class RegistryClock: Sendable {
    static let start = Timestamp(seconds: 1_795_338_000)
    private let time = Mutex(RegistryClock.start)

    var now: Timestamp { time.withLock { $0 } }

    func advance(_ seconds: Int64) {
        time.withLock { $0 = $0.advanced(bySeconds: seconds) }
    }
}

/// `model_version.json` written by hand, after the format's description and not by the registry's code.
struct HandmadeRecord {
    private(set) var entries: [String] = []
    private(set) var head = String(repeating: "0", count: 64)
    private var champion = "null"
    private var previous = "null"

    mutating func add(
        _ action: String,
        _ version: String,
        at: String = "2026-11-22T09:00:00+00:00",
        reason: String = "r"
    ) {
        let before = champion
        if action == "promote", champion != "\"\(version)\"" { (previous, champion) = (champion, "\"\(version)\"") }
        let fields =
            "{\"sequence\":\(entries.count + 1),\"at\":\"\(at)\",\"action\":\"\(action)\",\"version\":\"\(version)\","
            + "\"previous\":\(before),\"by\":\"test\",\"reason\":\"\(reason)\"}"
        head = SHA256.hash(data: Data((head + fields).utf8)).map { String(format: "%02x", $0) }.joined()
        entries.append(fields.dropLast() + ",\"hash\":\"\(head)\"}")
    }

    var json: [UInt8] { json(entries: entries, head: head) }

    func json(entries: [String], head: String) -> [UInt8] {
        Array(
            ("{\"format\":1,\"champion\":\(champion),\"previous\":\(previous),\"history\":["
                + entries.joined(separator: ",\n") + "],\"head_hash\":\"\(head)\"}").utf8
        )
    }
}

/// Expects a `RegistryError` and returns its message.
@discardableResult
func expectRegistryError(
    _ code: RegistryError.Code,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async -> String {
    let error = await #expect(throws: RegistryError.self, sourceLocation: sourceLocation) { try await body() }
    #expect(error?.code == code, "\(error?.message ?? "")", sourceLocation: sourceLocation)
    return error?.message ?? ""
}
