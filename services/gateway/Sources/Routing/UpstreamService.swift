/// The services behind the gateway.
package enum UpstreamService: String, CaseIterable, Sendable {
    case collector
    case predictor
    case ragAPI = "rag-api"
    case boardAPI = "board-api"

    /// The setting with its address, e.g. `RAG_API_URL`.
    package var settingName: String {
        switch self {
        case .collector: "COLLECTOR_URL"
        case .predictor: "PREDICTOR_URL"
        case .ragAPI: "RAG_API_URL"
        case .boardAPI: "BOARD_API_URL"
        }
    }
}
