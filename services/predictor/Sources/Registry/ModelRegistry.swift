package import Core
package import ObjectStore

/// Models in an object store: `models/<version>/…` and, at the root, `model_version.json`.
///
/// Versions never change: each file is written only where there is none, `checksums.json` last. The champion changes by
/// conditional write alone, so of two replicas that promote at the same time one wins and the other is told who did.
package struct ModelRegistry: Sendable {
    let store: any ObjectStorage
    let now: @Sendable () -> Timestamp

    /// How long a version stays after it last served, so that an automatic rollback finds it.
    package static let retentionSeconds: Int64 = 7 * 86_400

    /// A registry at the root of `store`; `now` is the clock of the history.
    package init(store: any ObjectStorage, now: @escaping @Sendable () -> Timestamp = { WallClock.realNow() }) {
        self.store = store
        self.now = now
    }

    /// Stores the version's files. Doing it again with the same content, e.g. after a crash, completes it; with another
    /// content it throws `versionExists`.
    @discardableResult
    package func publish(_ artifact: ModelArtifact) async throws -> ModelChecksums {
        let checksums = ModelChecksums(of: artifact.files)
        for file in checksums.files {
            try await write(artifact.files[file.name] ?? [], to: file.name, of: artifact.version)
        }
        try await write(checksums.json, to: ModelArtifact.checksumsFile, of: artifact.version)
        return checksums
    }

    /// The version's files, each checked against its length and SHA-256.
    ///
    /// Throws `versionNotFound`, or `broken` with the name of the first file that is not as it was published.
    package func load(_ version: ModelVersion) async throws -> ModelArtifact {
        let checksums = try await checksums(of: version)
        var files: [String: [UInt8]] = [:]
        for file in checksums.files {
            files[file.name] = try await load(file, of: version)
        }
        do {
            return try ModelArtifact(version: version, files: files)
        } catch {
            throw RegistryError(.broken, "models/\(version): \(error.message)")
        }
    }

    /// The checksums of a published version; throws `versionNotFound` or `broken`.
    package func checksums(of version: ModelVersion) async throws -> ModelChecksums {
        let key = try Self.key(ModelArtifact.checksumsFile, of: version)
        guard let object = try await store.get(key, limitBytes: ModelChecksums.limitBytes) else {
            throw RegistryError(.versionNotFound, "there is no model version \(version)")
        }
        return try ModelChecksums(json: object.bytes, version: version)
    }

    /// One file of a version, checked like those of ``load(_:)``; nil when the version has no such file.
    package func file(_ name: String, of version: ModelVersion) async throws -> [UInt8]? {
        guard let file = try await checksums(of: version).files.first(where: { $0.name == name }) else { return nil }
        return try await load(file, of: version)
    }

    /// The published versions, newest first.
    package func versions() async throws -> [ModelSummary] {
        var bytes: [ModelVersion: Int] = [:]
        var publishedAt: [ModelVersion: Timestamp] = [:]
        for object in try await store.list(prefix: "models/") {
            let parts = object.key.description.split(separator: "/")
            // Other things may lie there; they are no versions.
            guard parts.count == 3, let version = try? ModelVersion(String(parts[1])) else { continue }
            bytes[version, default: 0] += object.size
            if parts[2] == ModelArtifact.checksumsFile { publishedAt[version] = object.modifiedAt }
        }
        return publishedAt.map { ModelSummary(version: $0.key, publishedAt: $0.value, bytes: bytes[$0.key] ?? 0) }
            .sorted { ($1.publishedAt, $1.version) < ($0.publishedAt, $0.version) }
    }

    static func key(_ file: String, of version: ModelVersion) throws(ObjectStoreError) -> ObjectKey {
        try ObjectKey("models/\(version)/\(file)")
    }

    private func write(_ bytes: [UInt8], to file: String, of version: ModelVersion) async throws {
        let key = try Self.key(file, of: version)
        do {
            _ = try await store.put(key, bytes, condition: .ifAbsent)
        } catch {
            guard error.code == .conditionFailed else { throw error }
            guard try await isStored(bytes, under: key) else {
                throw RegistryError(.versionExists, "model version \(version) exists with another \(file)")
            }
        }
    }

    private func isStored(_ bytes: [UInt8], under key: ObjectKey) async throws -> Bool {
        do {
            return try await store.get(key, limitBytes: bytes.count)?.bytes == bytes
        } catch {
            guard error.code == .tooLarge else { throw error }
            return false
        }
    }

    private func load(_ file: ModelChecksums.File, of version: ModelVersion) async throws -> [UInt8] {
        let key = try Self.key(file.name, of: version)
        let object: StoredObject?
        do {
            object = try await store.get(key, limitBytes: file.bytes)
        } catch {
            guard error.code == .tooLarge else { throw error }
            throw RegistryError(.broken, "\(key) is longer than the \(file.bytes) bytes it was published with")
        }
        guard let bytes = object?.bytes else { throw RegistryError(.broken, "\(key) is missing") }
        guard bytes.count == file.bytes else {
            throw RegistryError(.broken, "\(key) is cut off: \(bytes.count) of \(file.bytes) bytes")
        }
        guard ModelChecksums.sha256(bytes) == file.sha256 else {
            throw RegistryError(.broken, "\(key) was altered: its SHA-256 is not the published one")
        }
        return bytes
    }
}

/// A published version at a glance.
package struct ModelSummary: Sendable, Equatable {
    package let version: ModelVersion
    /// When it was complete, by the store's clock.
    package let publishedAt: Timestamp
    /// All files together.
    package let bytes: Int
}
