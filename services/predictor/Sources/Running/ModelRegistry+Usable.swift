extension ModelRegistry {
    /// The longest reason that is kept, in bytes.
    private static let reasonBytes = 400

    /// Goes back to `version`, or to the champion before, once it has been read and found to be a model.
    @discardableResult
    func rollBackToUsable(
        _ version: ModelVersion?,
        reason: String,
        by author: String,
        isAutomatic: Bool = false,
        metrics: [String: Double] = [:]
    ) async throws -> StoredChampion {
        let record = try await champion().record
        if let target = version ?? record.previous {
            _ = try ModelFiles.decode(try await load(target).files, version: target.description)
        }
        return try await rollback(
            to: version,
            reason: Self.shortened(reason),
            by: author,
            isAutomatic: isAutomatic,
            expecting: .version(record.champion),
            metrics: metrics
        )
    }

    private static func shortened(_ reason: String) -> String {
        var short = ""
        for character in reason {
            guard short.utf8.count + character.utf8.count <= reasonBytes else { break }
            short.append(character)
        }
        return short
    }
}
