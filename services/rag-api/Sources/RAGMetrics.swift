import Metrics
import Core
package import Retrieval
package import ServiceKit

/// The assistant's own metrics, made once.
package final class RAGMetrics: Sendable {
    private let registry: PrometheusRegistry
    private let answers: Timer

    package init(registry: PrometheusRegistry) {
        self.registry = registry
        for (name, help) in Self.descriptions { registry.describe(name, help) }
        answers = Timer(label: "rag_answer_seconds", factory: registry)
    }

    private static let descriptions = [
        ("rag_questions_total", "Questions answered, by route and outcome."),
        ("rag_answer_seconds", "Time from a question to its whole answer."),
        ("rag_retrieval_seconds", "Time of a search, by step."),
        ("rag_index_passages", "Passages in the index that serves."),
        ("rag_index_builds_total", "Indexes taken into service since the start."),
        ("rag_board_posts_total", "Posts of the board taken over or removed, by change."),
        ("rag_board_failures_total", "Times the board could not be followed."),
        (
            "rag_provider_errors_total",
            "Failures of embeddings, reranker, language model and vector store, by provider."
        ),
    ]

    /// Counts an answer and what its search took.
    package func answered(_ answer: Answer, in duration: Duration) {
        let labels = [("route", answer.route.rawValue), ("outcome", answer.outcome.rawValue)]
        Counter(label: "rag_questions", dimensions: labels, factory: registry).increment()
        answers.recordSeconds(duration.inSeconds)
        for finding in [answer.trace.search, answer.trace.guide] {
            if let finding { searched(finding.retrieval.trace) }
        }
        if answer.trace.notes.contains(where: { $0.hasPrefix("reply broke off") }) { providerFailed("llm") }
    }

    /// Times the steps of a search.
    package func searched(_ trace: RetrievalTrace) {
        for step in trace.steps {
            Timer(label: "rag_retrieval_seconds", dimensions: [("leg", step.name)], factory: registry)
                .recordSeconds(Double(step.microseconds) / 1e6)
        }
    }

    /// An index has been taken into service.
    package func indexed(passages: Int) {
        Gauge(label: "rag_index_passages", factory: registry).record(passages)
        Counter(label: "rag_index_builds", factory: registry).increment()
    }

    /// Posts that came or went.
    package func followed(put: Int, removed: Int) {
        for (change, count) in [("put", put), ("removed", removed)] where count > 0 {
            Counter(label: "rag_board_posts", dimensions: [("change", change)], factory: registry).increment(
                by: Int64(count)
            )
        }
    }

    package func boardFailed() { Counter(label: "rag_board_failures", factory: registry).increment() }

    package func providerFailed(_ provider: String) {
        Counter(label: "rag_provider_errors", dimensions: [("provider", provider)], factory: registry).increment()
    }
}
