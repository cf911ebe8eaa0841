import HTTPTypes
import NIOCore
import ServiceKit

/// A request that the gateway answers itself. What body it has is read and not looked at.
final class LocalAnswer: RequestSink {
    private var client: ClientConnection?
    private let worker: EdgeWorker
    private let request: IncomingRequest
    private let writer: AnswerWriter
    private var isBodyWhole: Bool

    init(client: ClientConnection, request: IncomingRequest) {
        self.client = client
        worker = client.worker
        self.request = request
        isBodyWhole = request.framing == .none
        writer = AnswerWriter(worker: client.worker, facts: request.facts, isTLS: client.isTLS)
    }

    var acceptsMore: Bool { true }
    var outlivesInput: Bool { true }

    func start() {
        guard let channel = client?.context?.channel else { return }
        if request.facts.expectsContinue, !isBodyWhole { client?.write(Exchange.continueLine) }
        let facts = request.facts
        var head = HTTPRequest(
            method: facts.method,
            scheme: request.client.client.proto,
            authority: facts.authority,
            path: facts.target
        )
        head.headerFields[.acceptEncoding] = facts.acceptsGzip ? "gzip" : nil
        head.headerFields[.authorization] = facts.authorization
        head.headerFields[.ifNoneMatch] = facts.ifNoneMatch
        if let name = HTTPField.Name("x-request-id") { head.headerFields[name] = writer.requestID }
        let local = worker.edge.local
        let bound = NIOLoopBound(self, eventLoop: worker.eventLoop)
        let finished = head
        worker.eventLoop.makeFutureWithTask { await local.answer(finished, channel: channel) }
            .whenSuccess { answer in bound.value.send(answer.head, answer.body) }
    }

    private func send(_ head: HTTPResponse, _ body: ByteBuffer) {
        guard let client else { return }
        let closes = client.closesAfter(request.facts) || !isBodyWhole
        var out = worker.allocator.buffer(capacity: 1024)
        out.writeString("HTTP/1.1 \(head.status.code) \(head.status.reasonPhrase)\r\n")
        for field in head.headerFields
        where field.name != .contentLength && field.name != .connection && field.name.canonicalName != "x-request-id" {
            out.writeString("\(field.name.canonicalName): \(field.value)\r\n")
        }
        if let length = head.headerFields[.contentLength] {
            out.writeString("content-length: \(length)\r\n")
        } else if head.status.code != 204, head.status.code != 304 {
            out.writeString("content-length: \(body.readableBytes)\r\n")
        }
        writer.writeCommonLines(into: &out, hasDate: head.headerFields[.date] != nil)
        writer.end(into: &out, closes: closes)
        client.write(out)
        if request.facts.method != .head, body.readableBytes > 0 { client.write(body) }
        client.finished(closes: closes)
    }

    func bodyPart(_ piece: ByteBuffer) {}
    func inputTaken() {}
    func bodyEnd(trailers: ByteBuffer?) { isBodyWhole = true }
    func clientGone() { client = nil }
    func clientIsWritable() {}
    func checkTimes(_ now: NIODeadline) {}
    func drain() {}
}
