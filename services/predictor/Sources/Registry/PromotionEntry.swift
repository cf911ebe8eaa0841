package import Core

/// One decision about models, as `model_version.json` keeps it.
package struct PromotionEntry: Sendable, Equatable {
    /// What was decided.
    package enum Action: String, Sendable, CaseIterable {
        /// The version became champion.
        case promote
        /// Somebody went back to the version.
        case rollback
        /// The service itself went back to the version.
        case autoRollback = "auto_rollback"
        /// The version was weighed and not made champion.
        case refuse
        /// The version began to forecast beside the champion.
        case shadow
        /// The version's files were removed.
        case remove

        /// Whether the version serves from then on.
        package var changesChampion: Bool { self == .promote || isRollback }
        /// Whether it goes back to an earlier champion.
        package var isRollback: Bool { self == .rollback || self == .autoRollback }
    }

    static let maximumReasonBytes = 500
    static let maximumAuthorBytes = 100
    static let maximumMetrics = 64

    /// From 1, without gaps.
    package let sequence: Int
    /// Never before the entry before it.
    package let at: Timestamp
    package let action: Action
    package let version: ModelVersion
    /// The champion just before.
    package let previous: ModelVersion?
    /// Who decided: a person, or the part of the service.
    package let by: String
    package let reason: String
    /// What the decision rested on, rounded to six decimals.
    package let metrics: [String: Double]
    /// SHA-256 of the version's `checksums.json`, so that the chain covers the models' bytes too.
    package let content: String?
    /// SHA-256 over the hash of the entry before it and this entry's canonical JSON.
    package let hash: String

    init(
        _ decision: Decision,
        sequence: Int,
        at: Timestamp,
        previous: ModelVersion?,
        after previousHash: String,
    ) {
        self.sequence = sequence
        self.at = at
        self.previous = previous
        action = decision.action
        version = decision.version
        by = decision.by
        reason = decision.reason
        metrics = decision.metrics
        content = decision.content
        let text = Self.canonicalJSON(decision, sequence: sequence, at: at, previous: previous)
        hash = ModelChecksums.sha256(Array(previousHash.utf8) + text)
    }

    /// The entry without its hash: fixed order, no blanks, times in UTC.
    static func canonicalJSON(
        _ decision: Decision,
        sequence: Int,
        at: Timestamp,
        previous: ModelVersion?,
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        write(decision, sequence: sequence, at: at, previous: previous, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    /// The fields of the entry, its hash last.
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        Self.write(decision, sequence: sequence, at: at, previous: previous, to: &writer)
        writer.field("hash", hash)
        writer.endObject()
    }

    var decision: Decision {
        Decision(action, version, by: by, reason: reason, metrics: metrics, content: content)
    }

    private static func write(
        _ decision: Decision,
        sequence: Int,
        at: Timestamp,
        previous: ModelVersion?,
        to writer: inout JSONWriter
    ) {
        writer.field("sequence", sequence)
        writer.field("at", ZonedTimestamp(at, utcOffsetSeconds: 0))
        writer.field("action", decision.action.rawValue)
        writer.field("version", decision.version.description)
        writer.key("previous")
        if let previous { writer.string(previous.description) } else { writer.null() }
        writer.field("by", decision.by)
        writer.field("reason", decision.reason)
        if !decision.metrics.isEmpty {
            writer.key("metrics")
            writer.beginObject()
            for (name, value) in decision.metrics.sorted(by: { $0.key < $1.key }) {
                writer.field(name, value, decimals: 6)
            }
            writer.endObject()
        }
        if let content = decision.content { writer.field("content", content) }
    }
}

/// What is decided, before it has a place in the history.
struct Decision: Sendable, Equatable {
    let action: PromotionEntry.Action
    let version: ModelVersion
    let by: String
    let reason: String
    let metrics: [String: Double]
    var content: String?

    init(
        _ action: PromotionEntry.Action,
        _ version: ModelVersion,
        by: String,
        reason: String,
        metrics: [String: Double] = [:],
        content: String? = nil,
    ) {
        self.action = action
        self.version = version
        self.by = by
        self.reason = reason
        self.metrics = metrics.mapValues { abs($0) < 1e8 ? ($0 * 1e6).rounded() / 1e6 : $0 }
        self.content = content
    }

    /// Throws `invalid` when a text or the metrics are longer than an entry takes.
    func validate() throws(RegistryError) {
        guard !by.isEmpty, by.utf8.count <= PromotionEntry.maximumAuthorBytes,
            reason.utf8.count <= PromotionEntry.maximumReasonBytes
        else {
            throw RegistryError(
                .invalid,
                "a decision needs an author of at most \(PromotionEntry.maximumAuthorBytes) bytes"
                    + " and takes a reason of at most \(PromotionEntry.maximumReasonBytes)",
            )
        }
        guard metrics.count <= PromotionEntry.maximumMetrics,
            metrics.allSatisfy({ RegistryName.isValid($0.key, maximumBytes: 64) && abs($0.value) < 1e8 })
        else {
            throw RegistryError(
                .invalid,
                "a decision takes at most \(PromotionEntry.maximumMetrics) metrics, finite and below 100 million",
            )
        }
    }
}
