/// What each step of a search did, for people who want to know why a passage was found or not.
package struct RetrievalTrace: Sendable {
    /// One step, e.g. `variants`, `filter`, `lexical`, `vector`, `merge`, `rerank`, `deduplicate`.
    package struct Step: Sendable {
        package var name: String
        package var microseconds: Int
        /// The list after the step, best first; empty where the step makes no list.
        package var hits: [ScoredID]
        /// What it did, in short phrases: `weight` → `0.15`, `state` → `off: does not help on the built-in paraphrases`.
        package var notes: [String: String]

        /// A step that took `microseconds`.
        package init(_ name: String, microseconds: Int, hits: [ScoredID] = [], notes: [String: String] = [:]) {
            self.name = name
            self.microseconds = microseconds
            self.hits = hits
            self.notes = notes
        }
    }

    package var variants: [QueryVariant]
    package var steps: [Step]

    /// A trace.
    package init(variants: [QueryVariant] = [], steps: [Step] = []) {
        self.variants = variants
        self.steps = steps
    }
}
