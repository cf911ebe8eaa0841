import NIOCore

/// Buffers that have been sent and can be filled again; used on one event loop only.
final class BufferPool {
    private static let limit = 256
    /// A buffer that once was large is not kept for small things.
    private static let largestKept = 64 * 1024

    private var spare: [ByteBuffer] = []

    /// An empty buffer with room for `capacity` bytes.
    func take(capacity: Int) -> ByteBuffer {
        guard var buffer = spare.popLast() else { return ByteBufferAllocator().buffer(capacity: capacity) }
        buffer.clear(minimumCapacity: capacity)
        return buffer
    }

    /// Keeps a buffer of which nobody else holds a copy any more; filling one that somebody holds would copy it.
    func giveBack(_ buffer: ByteBuffer) {
        guard spare.count < Self.limit, (1...Self.largestKept).contains(buffer.capacity) else { return }
        spare.append(buffer)
    }
}
