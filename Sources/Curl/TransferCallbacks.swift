internal import CCurl

/// The functions curl calls, all on the event thread and all with an ``ActiveTransfer`` as their context.
enum TransferCallbacks {
    static let header: curl_write_callback = { line, size, count, context in
        guard let context = unsafe context else { return 0 }
        let bytes = unsafe UnsafeRawBufferPointer(start: line, count: size * count)
        return unsafe active(context).receiveHeader([UInt8](bytes)) ? size * count : 0
    }

    static let write: curl_write_callback = { data, size, count, context in
        guard let context = unsafe context else { return 0 }
        let bytes = unsafe UnsafeRawBufferPointer(start: data, count: size * count)
        return switch unsafe active(context).receiveBody(bytes) {
        case .appended: size * count
        case .mustPause: Int(CURL_WRITEFUNC_PAUSE)
        case .tooLarge: Int(CURL_WRITEFUNC_ERROR)
        }
    }

    static let read: curl_read_callback = { target, size, count, context in
        guard let context = unsafe context else { return Int(CURL_READFUNC_ABORT) }
        let buffer = unsafe UnsafeMutableRawBufferPointer(start: target, count: size * count)
        return switch unsafe active(context).readBody(into: buffer) {
        case .bytes(let count): count
        case .mustWait: Int(CURL_READFUNC_PAUSE)
        case .end: 0
        }
    }

    static let seek: curl_seek_callback = { context, offset, origin in
        guard let context = unsafe context, origin == 0 else { return CURL_SEEKFUNC_FAIL }
        return unsafe active(context).rewindBody(to: Int(offset)) ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
    }

    static let prereq: curl_prereq_callback = { context, _, _, _, _ in
        guard let context = unsafe context else { return CInt(CURL_PREREQFUNC_ABORT) }
        return CInt(unsafe active(context).mayIssueRequest() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT)
    }

    static func active(_ context: UnsafeMutableRawPointer) -> ActiveTransfer {
        unsafe Unmanaged<ActiveTransfer>.fromOpaque(context).takeUnretainedValue()
    }
}
