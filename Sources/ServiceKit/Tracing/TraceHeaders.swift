import Tracing

/// The headers that carry the current trace and request id to another service.
package enum TraceHeaders {
    static let traceparent = "traceparent"
    static let tracestate = "tracestate"
    static let requestID = "x-request-id"

    /// `traceparent`, `tracestate` and `x-request-id` of the current task, those that there are.
    package static var current: [(name: String, value: String)] {
        guard let context = InstrumentationContext.current else { return [] }
        var headers: [(name: String, value: String)] = []
        if let trace = context.trace {
            headers.append((traceparent, trace.traceparent))
            if let state = trace.state {
                headers.append((tracestate, state))
            }
        }
        if let id = context.requestID {
            headers.append((requestID, id))
        }
        return headers
    }
}
