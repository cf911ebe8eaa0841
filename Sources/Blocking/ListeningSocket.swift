import CSocketFilter
import Glibc

/// A socket that waits for connections.
package enum ListeningSocket {
    /// Lets no further connection begin, while those that have begun can still be accepted.
    ///
    /// Closing the socket resets what stands in its queue. Whoever comes now is not answered, tries again a second later and
    /// then finds the door closed, having sent nothing.
    package static func letNoneBegin(_ descriptor: CInt) {
        guard csocketfilter_drop_beginnings(descriptor) != 0 else { return }
        // Without filters a queue of the least length: one can still come in. A socket that is gone has none.
        _ = listen(descriptor, 0)
    }
}
