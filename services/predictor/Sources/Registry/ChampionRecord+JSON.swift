import Core

extension ChampionRecord {
    static let format = 1
    /// 10,000 entries of ordinary length, and far fewer of the longest.
    static let limitBytes = 32 << 20

    /// The document as it is stored.
    package var json: [UInt8] {
        var writer = JSONWriter(capacity: 1024 + history.count * 400)
        writer.beginObject()
        writer.field("format", Self.format)
        for (name, version) in [("champion", champion), ("previous", previous)] {
            writer.key(name)
            if let version { writer.string(version.description) } else { writer.null() }
        }
        if let updatedAt { writer.field("updated_at", ZonedTimestamp(updatedAt, utcOffsetSeconds: 0)) }
        writer.key("history")
        writer.beginArray()
        for entry in history { entry.write(to: &writer) }
        writer.endArray()
        writer.field("head_hash", headHash)
        writer.endObject()
        writer.endLine()
        return writer.bytes
    }

    /// Reads the document and verifies every entry; throws `tampered`, naming the first that is wrong.
    package init(json: [UInt8]) throws(RegistryError) {
        self.init()
        do {
            let claims = try read(json)
            try verify(claims)
        } catch let error as RegistryError {
            throw error
        } catch {
            let place = history.isEmpty ? "" : " behind entry \(history.count)"
            throw RegistryError(.tampered, "model_version.json cannot be read\(place): \(error)")
        }
    }

    /// What the document says beside its entries.
    private struct Claims {
        var format = 0
        var champion: String?
        var previous: String?
        var headHash = ""
    }

    private func verify(_ claims: Claims) throws(RegistryError) {
        let problem: String? =
            if claims.format != Self.format {
                "has format \(claims.format), this version reads \(Self.format)"
            } else if claims.champion != champion?.description {
                "names the champion \(claims.champion ?? "none"), its entries say \(champion?.description ?? "none")"
            } else if claims.previous != previous?.description {
                "names the wrong previous champion"
            } else if claims.headHash != headHash {
                "has a head_hash that is not its last entry's (\(history.count)): entries are missing or were altered"
            } else {
                nil
            }
        if let problem { throw RegistryError(.tampered, "model_version.json \(problem)") }
    }

    private mutating func read(_ json: [UInt8]) throws -> Claims {
        var reader = JSONReader(json)
        var claims = Claims()
        try reader.beginObject()
        while let key = try reader.nextKeyText() {
            switch key {
            case "format": claims.format = try reader.readInt()
            case "champion": claims.champion = try reader.readNull() ? nil : reader.readString()
            case "previous": claims.previous = try reader.readNull() ? nil : reader.readString()
            case "head_hash": claims.headHash = try reader.readString()
            case "history":
                try reader.beginArray()
                while try reader.nextElement() { try readEntry(&reader) }
            default: try reader.skipValue()
            }
        }
        try reader.expectEnd()
        return claims
    }

    private mutating func readEntry(_ reader: inout JSONReader) throws {
        let fields = try EntryFields(&reader)
        guard let action = PromotionEntry.Action(rawValue: fields.action) else {
            throw RegistryError(.tampered, "model_version.json: entry \(fields.sequence) has an unknown action")
        }
        guard let at = ZonedTimestamp(rfc3339: fields.at)?.instant else {
            throw RegistryError(.tampered, "model_version.json: entry \(fields.sequence) has a malformed time")
        }
        let decision = Decision(
            action,
            try ModelVersion(fields.version),
            by: fields.by,
            reason: fields.reason,
            metrics: fields.metrics,
            content: fields.content,
        )
        let entry = PromotionEntry(
            decision,
            sequence: fields.sequence,
            at: at,
            previous: try fields.previous.map { try ModelVersion($0) },
            after: headHash,
        )
        try append(verifying: entry, storedHash: fields.hash)
    }
}

/// An entry's fields as they stand.
private struct EntryFields {
    var sequence = 0
    var at = ""
    var action = ""
    var version = ""
    var previous: String?
    var by = ""
    var reason = ""
    var metrics: [String: Double] = [:]
    var content: String?
    var hash = ""

    init(_ reader: inout JSONReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKeyText() {
            switch key {
            case "sequence": sequence = try reader.readInt()
            case "at": at = try reader.readString()
            case "action": action = try reader.readString()
            case "version": version = try reader.readString()
            case "previous": previous = try reader.readNull() ? nil : reader.readString()
            case "by": by = try reader.readString()
            case "reason": reason = try reader.readString()
            case "content": content = try reader.readString()
            case "hash": hash = try reader.readString()
            case "metrics":
                try reader.beginObject()
                while let name = try reader.nextKeyText() { metrics[name] = try reader.readDouble() }
            default: try reader.skipValue()
            }
        }
    }
}
