package import Tracing

/// A tracer that keeps trace ids flowing through the process and to its callees; it records and exports nothing.
package struct TraceContextTracer: Tracer {
    package init() {}

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> InstrumentationContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> TraceContextSpan {
        var context = context()
        context.trace = context.trace?.child() ?? TraceContext()
        return TraceContextSpan(context: context)
    }

    package func startAnySpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> InstrumentationContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> any Tracing.Span {
        startSpan(
            operationName,
            context: context(),
            ofKind: kind,
            at: instant(),
            function: function,
            file: fileID,
            line: line
        )
    }

    package func forceFlush() {}

    /// Reads `traceparent`, `tracestate` and `x-request-id`; what is invalid counts as absent.
    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout InstrumentationContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        if let parent = extractor.extract(key: TraceHeaders.traceparent, from: carrier) {
            let state = extractor.extract(key: TraceHeaders.tracestate, from: carrier)
            context.trace = TraceContext(traceparent: parent, tracestate: state)
        }
        if let id = extractor.extract(key: TraceHeaders.requestID, from: carrier), RequestIdentity.isSane(id) {
            context.requestID = id
        }
    }

    package func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        if let trace = context.trace {
            injector.inject(trace.traceparent, forKey: TraceHeaders.traceparent, into: &carrier)
            if let state = trace.state {
                injector.inject(state, forKey: TraceHeaders.tracestate, into: &carrier)
            }
        }
        if let id = context.requestID {
            injector.inject(id, forKey: TraceHeaders.requestID, into: &carrier)
        }
    }
}

/// A span that is only its ids.
package struct TraceContextSpan: Tracing.Span {
    package let context: InstrumentationContext

    package var operationName: String {
        get { "" }
        nonmutating set {}
    }

    package var attributes: SpanAttributes {
        get { [:] }
        nonmutating set {}
    }

    package var isRecording: Bool { false }

    package func setStatus(_ status: SpanStatus) {}
    package func addEvent(_ event: SpanEvent) {}
    package func addLink(_ link: SpanLink) {}
    package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {}

    package func recordError<Instant: TracerInstant>(
        _ error: any Error,
        attributes: SpanAttributes,
        at instant: @autoclosure () -> Instant
    ) {}
}
