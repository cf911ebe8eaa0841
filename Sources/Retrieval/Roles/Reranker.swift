/// Judges how well each of a few passages answers a question.
package protocol Reranker: Sendable {
    var name: String { get }
    /// One score for each of `texts`, in their order; higher is better, the scale is its own.
    func scores(for query: String, _ texts: [String]) async throws -> [Float]
}
