import CHiredis
import NIOCore

/// Parses the replies of one connection with hiredis; owns the C reader.
@safe
struct RedisReplyReader: ~Copyable {
    private let reader: UnsafeMutablePointer<redisReader>

    /// Fails only when memory is exhausted.
    init() throws(RedisError) {
        guard let reader = unsafe redisReaderCreate() else {
            throw RedisError(.protocolViolation, "no memory for the reply reader")
        }
        unsafe self.reader = unsafe reader
    }

    deinit {
        unsafe redisReaderFree(reader)
    }

    /// Takes over received bytes; call `next()` until it returns nil.
    func feed(_ buffer: ByteBuffer) throws(RedisError) {
        let status = unsafe buffer.withUnsafeReadableBytes { bytes in
            unsafe redisReaderFeed(
                reader,
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                bytes.count,
            )
        }
        try check(status)
    }

    /// The next complete reply, or nil when more bytes are needed.
    func next() throws(RedisError) -> RedisValue? {
        var reply: UnsafeMutableRawPointer?
        try check(unsafe redisReaderGetReply(reader, &reply))
        guard let reply = unsafe reply else { return nil }
        defer { unsafe freeReplyObject(reply) }
        return unsafe Self.value(of: reply.assumingMemoryBound(to: redisReply.self))
    }

    private func check(_ status: CInt) throws(RedisError) {
        guard status != REDIS_OK else { return }
        let text = unsafe withUnsafeBytes(of: reader.pointee.errstr) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        throw RedisError(.protocolViolation, text)
    }

    /// Copies a reply; hiredis refuses arrays nested deeper than seven levels, so the recursion is short.
    private static func value(of reply: UnsafePointer<redisReply>) -> RedisValue {
        switch unsafe reply.pointee.type {
        case REDIS_REPLY_STRING: unsafe .bulk(Array(bytes(of: reply)))
        case REDIS_REPLY_INTEGER: unsafe .integer(reply.pointee.integer)
        case REDIS_REPLY_STATUS: unsafe .simple(text(of: reply))
        case REDIS_REPLY_ERROR: unsafe .error(text(of: reply))
        case REDIS_REPLY_ARRAY: unsafe .array(elements(of: reply))
        default: .null
        }
    }

    private static func bytes(of reply: UnsafePointer<redisReply>) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: reply.pointee.str, count: reply.pointee.len)
    }

    private static func text(of reply: UnsafePointer<redisReply>) -> String {
        unsafe String(decoding: bytes(of: reply), as: UTF8.self)
    }

    private static func elements(of reply: UnsafePointer<redisReply>) -> [RedisValue] {
        let children = unsafe UnsafeBufferPointer(start: reply.pointee.element, count: reply.pointee.elements)
        return unsafe children.map { child in
            guard let child = unsafe child else { return .null }
            return unsafe value(of: child)
        }
    }
}
