import NIOCore

/// Who answers the request that a client's connection has read. All calls come on the connection's event loop.
protocol RequestSink: AnyObject {
    /// A piece of the request's body.
    func bodyPart(_ piece: ByteBuffer)
    /// All that has come so far has been handed on: what waits may be sent.
    func inputTaken()
    /// The body is whole; the fields behind it as they came.
    func bodyEnd(trailers: ByteBuffer?)
    /// Whether more of the body, or of a tunnel, can be taken now.
    var acceptsMore: Bool { get }
    /// Whether the answer is still wanted when the client will send nothing more; not so for one that never ends.
    var outlivesInput: Bool { get }
    /// The client has gone: nothing more is to be written.
    func clientGone()
    /// The client takes more again.
    func clientIsWritable()
    func checkTimes(_ now: NIODeadline)
    /// The gateway stops: what could go on for ever ends here.
    func drain()
}
