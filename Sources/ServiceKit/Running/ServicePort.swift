/// The suite's address book: the port each service listens on unless `PORT` says otherwise.
package enum ServicePort {
    /// 8080 for `gateway`, the next ones for the others; 8080 for a name that is none of the five.
    package static func standard(for service: String) -> Int {
        switch service {
        case "collector": 8081
        case "predictor": 8082
        case "rag-api": 8083
        case "board-api": 8084
        default: 8080
        }
    }
}
