/// How much a store holds.
package struct DocumentCounts: Sendable, Equatable {
    package var documents = 0
    package var passages = 0
    /// Documents whose passages have no vectors yet.
    package var withoutVectors = 0
    package var byKind: [String: Int] = [:]
    package var byLanguage: [String: Int] = [:]
    package var byOrigin: [String: Int] = [:]
    package var vectorsByEmbedder: [String: Int] = [:]
    package var revision = 0
}
