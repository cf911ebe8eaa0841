import Core
import HTTPTypes
import NIOCore
import ServiceKit

/// Writes the head of an answer, and whole answers of the gateway's own.
struct AnswerWriter {
    let worker: EdgeWorker
    /// Of the request; nil when it could not be read.
    let facts: RequestFacts?
    let isTLS: Bool
    let requestID: String

    init(worker: EdgeWorker, facts: RequestFacts?, isTLS: Bool, requestID: String? = nil) {
        self.worker = worker
        self.facts = facts
        self.isTLS = isTLS
        let incoming = facts?.requestID.flatMap { RequestIdentity.isSane($0) ? $0 : nil }
        self.requestID = requestID ?? incoming ?? worker.ids.next()
    }

    /// A problem document.
    func answer(_ problem: Problem, closes: Bool) -> ByteBuffer {
        let uuid = RequestIdentity(incoming: requestID).uuid
        var lines = "content-type: \(ProblemDetails.contentType)\r\ncache-control: no-store\r\n"
        for field in problem.headers where field.name != .connection {
            lines += "\(field.name.canonicalName): \(field.value)\r\n"
        }
        let body = ProblemDetails(problem, requestUUID: uuid).json
        return answer(status: problem.status, lines: lines, body: body, closes: closes)
    }

    /// A whole answer; `lines` are further fields, each ended.
    func answer(status: HTTPResponse.Status, lines: String, body: [UInt8], closes: Bool) -> ByteBuffer {
        var out = worker.allocator.buffer(capacity: 1024 + body.count)
        out.writeStaticString("HTTP/1.1 ")
        out.writeString("\(status.code) \(status.reasonPhrase)\r\n")
        out.writeString(lines)
        if status.code != 204, status.code != 304 { out.writeString("content-length: \(body.count)\r\n") }
        writeCommonLines(into: &out, hasDate: false)
        end(into: &out, closes: closes)
        if facts?.method != .head { out.writeBytes(body) }
        return out
    }

    /// What the gateway says in every answer.
    func writeCommonLines(into out: inout ByteBuffer, hasDate: Bool) {
        if !hasDate {
            out.writeStaticString("date: ")
            out.writeString(worker.date.text(at: WallClock.realNow()))
            out.writeStaticString("\r\n")
        }
        out.writeStaticString("x-request-id: ")
        out.writeString(requestID)
        out.writeStaticString("\r\n")
        out.writeImmutableBuffer(isTLS ? SecurityHeaders.linesOverTLS : SecurityHeaders.lines)
        if facts?.origin != nil || worker.edge.rules.cors.isOn {
            out.writeString(worker.edge.rules.cors.lines(origin: facts?.origin))
        }
    }

    /// The last lines of a head.
    func end(into out: inout ByteBuffer, closes: Bool) {
        if closes { out.writeStaticString("connection: close\r\n") }
        out.writeStaticString("\r\n")
    }
}
