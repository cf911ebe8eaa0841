import Glibc

/// A socket that waits for connections.
package enum ListeningSocket {
    /// Lets the kernel take no further connections into the queue, while those that are in it can still be accepted.
    ///
    /// Closing the socket resets what stands in its queue. Whoever comes now is not answered, tries again a second later and
    /// then finds the door closed, having sent nothing.
    package static func stopQueueing(_ descriptor: CInt) {
        // A socket that is gone has no queue.
        _ = listen(descriptor, 0)
    }
}
