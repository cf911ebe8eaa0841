/// The services behind the gateway.
package enum UpstreamService: String, CaseIterable, Sendable {
    case collector
    case predictor
    case ragAPI = "rag-api"
    case boardAPI = "board-api"

    /// Whether it gives a request with a known `Idempotency-Key` its first answer again.
    var knowsKeys: Bool { self == .boardAPI }

    /// Its place in ``allCases``.
    var index: Int {
        switch self {
        case .collector: 0
        case .predictor: 1
        case .ragAPI: 2
        case .boardAPI: 3
        }
    }

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
