import NIOCore

/// What a worker counts among its clients and watches: a connection, or a stream of one that carries many.
protocol EdgeClient: AnyObject {
    /// Where in the worker's list it stands.
    var index: Int { get set }
    /// Requests it has made.
    var requests: Int { get }
    /// Since when it waits for something to do; nil while it is at work.
    var idleSince: NIODeadline? { get }
    func checkTimes(_ now: NIODeadline)
    /// The gateway stops: what it does now is its last.
    func drain()
    func close()
}
