package import Core

/// `model_version.json`: which version serves, and every decision that led there, chained by hashes.
///
/// The history keeps 10,000 entries in this one file: a decision a day fills it in 27 years, it stays near 4 MB, and
/// one conditional write covers champion and history together, which files of an archive could not. Champions,
/// previous ones and head are derived from the entries; a file that says otherwise is refused. Who can rewrite the
/// whole file can rewrite the chain: to notice that too, compare ``headHash`` with one that was logged.
package struct ChampionRecord: Sendable, Equatable {
    package static let maximumEntries = 10_000
    /// The last places are kept for changing the champion.
    static let reservedEntries = 1_000
    static let originHash = String(repeating: "0", count: 64)

    /// Every decision, oldest first.
    package private(set) var history: [PromotionEntry] = []
    /// The champions a rollback can return to, the current one last.
    private var stack: [ModelVersion] = []

    package init() {}

    /// The version that serves; nil before the first promotion.
    package var champion: ModelVersion? { stack.last }
    /// What a rollback returns to.
    package var previous: ModelVersion? { stack.dropLast().last }
    package var updatedAt: Timestamp? { history.last?.at }
    /// The last entry's hash.
    package var headHash: String { history.last?.hash ?? Self.originHash }

    /// Which version served at `time`; nil before the first promotion.
    package func champion(at time: Timestamp) -> ModelVersion? {
        history.last { $0.action.changesChampion && $0.at <= time }?.version
    }

    /// The versions that served at some time from `time` on.
    package func champions(since time: Timestamp) -> Set<ModelVersion> {
        let later = history.lazy.filter { $0.action.changesChampion && $0.at > time }.map(\.version)
        return Set(later).union(champion(at: time).map { [$0] } ?? [])
    }

    /// The newest entry that changed the champion.
    package var lastChange: PromotionEntry? {
        history.last { $0.action.changesChampion }
    }

    /// Whether the version's files were removed; its name is not used again.
    package func isRemoved(_ version: ModelVersion) -> Bool {
        history.contains { $0.version == version && $0.action == .remove }
    }

    /// The content of a version when it last became champion.
    package func content(of version: ModelVersion) -> String? {
        history.last { $0.version == version && $0.action.changesChampion }?.content
    }

    /// Adds a decision. A clock that runs behind the last entry's counts as standing. Throws `historyFull`.
    mutating func append(_ decision: Decision, at time: Timestamp) throws(RegistryError) {
        let limit = Self.maximumEntries - (decision.action.changesChampion ? 0 : Self.reservedEntries)
        guard history.count < limit else {
            throw RegistryError(
                .historyFull,
                "model_version.json holds \(history.count) entries; start a new store with the champion alone",
            )
        }
        let entry = PromotionEntry(
            decision,
            sequence: history.count + 1,
            at: max(time, history.last?.at ?? time),
            previous: champion,
            after: headHash,
        )
        take(entry)
    }

    /// Adds an entry that was read; throws `tampered` when it does not follow from those before it.
    mutating func append(verifying entry: PromotionEntry, storedHash: String) throws(RegistryError) {
        let problem: String? =
            if entry.sequence != history.count + 1 {
                "should be entry \(history.count + 1)"
            } else if entry.hash != storedHash {
                "does not have the hash it claims"
            } else if entry.previous != champion {
                "names \(entry.previous?.description ?? "none") as champion, it was \(champion?.description ?? "none")"
            } else if let last = history.last, entry.at < last.at {
                "is older than the one before it"
            } else if history.count >= Self.maximumEntries {
                "is one too many"
            } else {
                nil
            }
        if let problem {
            throw RegistryError(
                .tampered,
                "model_version.json: entry \(entry.sequence) (\(entry.action.rawValue) \(entry.version)) \(problem)",
            )
        }
        take(entry)
    }

    private mutating func take(_ entry: PromotionEntry) {
        history.append(entry)
        switch entry.action {
        case .promote:
            stack.removeAll { $0 == entry.version }
            stack.append(entry.version)
        case .rollback, .autoRollback:
            // What was rolled back from is not returned to by the next rollback.
            if let index = stack.lastIndex(of: entry.version) {
                stack.removeSubrange((index + 1)...)
            } else {
                stack = [entry.version]
            }
        case .remove: stack.removeAll { $0 == entry.version }
        case .refuse, .shadow: break
        }
    }
}
