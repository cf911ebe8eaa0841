package import Core
import ObjectStore

/// `model_version.json` as it was read, with the etag that a change must match.
package struct StoredChampion: Sendable, Equatable {
    package let record: ChampionRecord
    /// Nil when there is no file yet.
    package let etag: String?
}

/// Whom the caller of a promotion or rollback believes to be champion.
package enum ExpectedChampion: Sendable, Equatable {
    /// It does not matter.
    case any
    /// This version, or none: when it is another by now, the change is a `conflict`.
    case version(ModelVersion?)
}

extension ModelRegistry {
    private static let recordName = "model_version.json"
    private static let maximumAttempts = 16

    /// The champion and its history, verified; an empty record when nothing was decided yet. Throws `tampered`.
    package func champion() async throws -> StoredChampion {
        let key = try ObjectKey(Self.recordName)
        guard let object = try await store.get(key, limitBytes: ChampionRecord.limitBytes) else {
            return StoredChampion(record: ChampionRecord(), etag: nil)
        }
        return StoredChampion(record: try ChampionRecord(json: object.bytes), etag: object.etag)
    }

    /// The same, or nil when the file still has `etag`: cheap enough to ask every few seconds.
    package func champion(ifChangedFrom etag: String?) async throws -> StoredChampion? {
        if try await store.head(try ObjectKey(Self.recordName))?.etag == etag { return nil }
        return try await champion()
    }

    /// Which version served at `time`; nil before the first promotion.
    package func champion(at time: Timestamp) async throws -> ModelVersion? {
        try await champion().record.champion(at: time)
    }

    /// The files of the champion of `record`; besides what ``load(_:)`` checks, they are those that were promoted.
    package func loadChampion(of record: ChampionRecord) async throws -> ModelArtifact? {
        guard let version = record.champion else { return nil }
        let artifact = try await load(version)
        guard record.content(of: version).map({ $0 == ModelChecksums(of: artifact.files).contentHash }) ?? true else {
            throw RegistryError(.broken, "models/\(version) is not the content that was promoted")
        }
        return artifact
    }

    /// Makes a published version the champion. That it is the champion already changes nothing.
    ///
    /// Throws `versionNotFound`, and `conflict` with the winner's name when the champion is not the expected one.
    @discardableResult
    package func promote(
        _ version: ModelVersion,
        reason: String,
        by: String,
        expecting expected: ExpectedChampion = .any,
        metrics: [String: Double] = [:],
    ) async throws -> StoredChampion {
        let content = try await checksums(of: version).contentHash
        let decision = Decision(.promote, version, by: by, reason: reason, metrics: metrics, content: content)
        return try await change { record throws(RegistryError) in
            if record.champion == version { return nil }
            try Self.check(expected, in: record)
            try Self.checkIsNotRemoved(version, in: record)
            return decision
        }
    }

    /// Goes back to `version`, or to the champion before. `isAutomatic` marks what no person decided.
    ///
    /// A second rollback goes further back, never forth again. Throws `nothingToRollBackTo`, `versionNotFound`,
    /// `conflict`.
    @discardableResult
    package func rollback(
        to version: ModelVersion? = nil,
        reason: String,
        by: String,
        isAutomatic: Bool = false,
        expecting expected: ExpectedChampion = .any,
        metrics: [String: Double] = [:],
    ) async throws -> StoredChampion {
        let current = try await champion().record
        if case .version = expected { try Self.check(expected, in: current) }
        guard let target = version ?? current.previous else {
            throw RegistryError(.nothingToRollBackTo, "there is no champion before \(Self.name(current.champion))")
        }
        // Outside the loop: a version never changes, and removing it leaves an entry that the loop sees.
        let content = try await checksums(of: target).contentHash
        let action = isAutomatic ? PromotionEntry.Action.autoRollback : .rollback
        let decision = Decision(action, target, by: by, reason: reason, metrics: metrics, content: content)
        return try await change { record throws(RegistryError) in
            if record.champion == target { return nil }
            // Somebody who changed the champion meanwhile has changed what "the one before" means.
            try Self.check(expected == .any ? .version(current.champion) : expected, in: record)
            try Self.checkIsNotRemoved(target, in: record)
            return decision
        }
    }

    /// Writes down that a version was weighed and not promoted.
    @discardableResult
    package func refuse(
        _ version: ModelVersion,
        reason: String,
        by: String,
        metrics: [String: Double] = [:],
    ) async throws -> StoredChampion {
        let decision = Decision(.refuse, version, by: by, reason: reason, metrics: metrics)
        return try await change { _ throws(RegistryError) in decision }
    }

    /// Writes down that a version began to forecast beside the champion.
    @discardableResult
    package func shadow(
        _ version: ModelVersion,
        reason: String,
        by: String,
        metrics: [String: Double] = [:],
    ) async throws -> StoredChampion {
        let content = try await checksums(of: version).contentHash
        let decision = Decision(.shadow, version, by: by, reason: reason, metrics: metrics, content: content)
        return try await change { _ throws(RegistryError) in decision }
    }

    /// Removes a version's files; throws `inUse` for the champion and what served in the last seven days.
    ///
    /// The history is told first: a promotion at the same time either comes before, and this is refused, or sees it.
    package func remove(_ version: ModelVersion, reason: String, by: String) async throws {
        let files = try await store.list(prefix: "models/\(version)/")
        guard !files.isEmpty else { throw RegistryError(.versionNotFound, "there is no model version \(version)") }
        let oldest = now().advanced(bySeconds: -Self.retentionSeconds)
        let decision = Decision(.remove, version, by: by, reason: reason)
        _ = try await change { record throws(RegistryError) in
            guard record.champion != version else { throw RegistryError(.inUse, "\(version) is the champion") }
            guard !record.champions(since: oldest).contains(version) else {
                throw RegistryError(.inUse, "\(version) has served within the last seven days")
            }
            return record.isRemoved(version) ? nil : decision
        }
        // Without its checksums the version does not exist; so they go first.
        try await store.delete(try Self.key(ModelArtifact.checksumsFile, of: version))
        for file in files { try await store.delete(file.key) }
    }

    /// Reads the record, asks `decide` (nil: leave it as it is), and writes it on condition that nobody else has since.
    private func change(
        _ decide: (ChampionRecord) throws(RegistryError) -> Decision?
    ) async throws -> StoredChampion {
        let key = try ObjectKey(Self.recordName)
        for attempt in 1... {
            let stored = try await champion()
            guard let decision = try decide(stored.record) else { return stored }
            try decision.validate()
            var record = stored.record
            try record.append(decision, at: now())
            let json = record.json
            guard json.count <= ChampionRecord.limitBytes else {
                throw RegistryError(
                    .historyFull,
                    "model_version.json is longer than \(ChampionRecord.limitBytes) bytes"
                )
            }
            do {
                let condition = stored.etag.map { PutCondition.ifMatch($0) } ?? .ifAbsent
                return StoredChampion(record: record, etag: try await store.put(key, json, condition: condition))
            } catch {
                guard error.code == .conditionFailed else { throw error }
                guard attempt < Self.maximumAttempts else {
                    throw RegistryError(.conflict, "\(Self.recordName) changed \(attempt) times while it was written")
                }
                try await Task.sleep(for: .milliseconds(Int.random(in: 1...(10 * attempt))))
            }
        }
        throw RegistryError(.conflict, "\(Self.recordName) could not be written")
    }

    private static func check(_ expected: ExpectedChampion, in record: ChampionRecord) throws(RegistryError) {
        guard case .version(let version) = expected, version != record.champion else { return }
        let winner = record.lastChange.map { ", \($0.action.rawValue) by \($0.by)" } ?? ""
        throw RegistryError(
            .conflict,
            "the champion is \(name(record.champion))\(winner), and no longer \(name(version))",
        )
    }

    private static func checkIsNotRemoved(_ version: ModelVersion, in record: ChampionRecord) throws(RegistryError) {
        guard record.isRemoved(version) else { return }
        throw RegistryError(.versionNotFound, "model version \(version) was removed; its name is not used again")
    }

    private static func name(_ version: ModelVersion?) -> String {
        version?.description ?? "none"
    }
}
