import HTTPTypes
import NIOCore

/// Answers that are ready before they are asked for, so that they need no task, no router and no hop between threads.
package protocol HotAnswerSource: Sendable {
    /// The answer to a GET request, when it is ready; nil sends the request the ordinary way. Runs on an event loop: it must
    /// only look things up.
    func hotAnswer(path: String) -> HotAnswer?
}

/// A prepared answer with the head and the tag of the moment.
package struct HotAnswer: Sendable {
    /// Route template, for metrics and the access log.
    let route: String
    let answer: PreparedAnswer
    let head: [UInt8]
    let tag: String

    package init(route: String, answer: PreparedAnswer, head: [UInt8], tag: String) {
        self.route = route
        self.answer = answer
        self.head = head
        self.tag = tag
    }
}
