/// What a client has done since it was made; every number only grows.
package struct RedisStatistics: Sendable, Equatable {
    /// Commands accepted for sending, those of pipelines included.
    package internal(set) var commands = 0
    /// Writes to the socket's channel, each with all commands held at that time.
    package internal(set) var writes = 0
    /// Connections that were established and ready for commands.
    package internal(set) var connects = 0
    /// Established connections that ended, the last one at the stop of the client included.
    package internal(set) var connectionsLost = 0
    /// Requests (commands or pipelines) whose time ran out.
    package internal(set) var timeouts = 0
}
