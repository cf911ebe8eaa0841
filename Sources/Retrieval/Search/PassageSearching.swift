/// Finds passages for a question.
package protocol PassageSearching: Sendable {
    /// The best passages that pass the query's filter. Legs that fail are left out and said so in the trace.
    func search(_ query: RetrievalQuery) async -> Retrieval
}
