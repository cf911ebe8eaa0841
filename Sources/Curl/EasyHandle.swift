internal import CCurl

/// Owns one `CURL` handle; used on the event thread only.
@safe
final class EasyHandle {
    private let pointer: UnsafeMutableRawPointer
    private var headerList: UnsafeMutablePointer<curl_slist>?
    /// The first option that curl refused, which for valid values means that memory ran out.
    private(set) var status = CURLE_OK

    init?() {
        guard let pointer = unsafe curl_easy_init() else { return nil }
        unsafe self.pointer = unsafe pointer
    }

    deinit {
        unsafe curl_slist_free_all(headerList)
        unsafe curl_easy_cleanup(pointer)
    }

    /// Forgets every option; connections, names and TLS sessions stay known.
    func reset() {
        unsafe curl_easy_reset(pointer)
        unsafe curl_slist_free_all(headerList)
        unsafe headerList = nil
        status = CURLE_OK
    }

    func set(_ option: CURLoption, _ value: Int) {
        note(unsafe ccurl_easy_set_long(pointer, option, value))
    }

    func set(_ option: CURLoption, size value: Int) {
        note(unsafe ccurl_easy_set_offset(pointer, option, curl_off_t(value)))
    }

    func set(_ option: CURLoption, _ value: String) {
        note(unsafe ccurl_easy_set_string(pointer, option, value))
    }

    /// Lets curl keep a copy of a body that goes out in one piece with the head.
    func setBody(copying bytes: [UInt8]) {
        set(CURLOPT_POSTFIELDSIZE_LARGE, size: bytes.count)
        unsafe bytes.withUnsafeBytes { buffer in
            // An empty array may have no address, and without one curl would ask the read function instead.
            let address = unsafe buffer.baseAddress.map { unsafe UnsafeMutableRawPointer(mutating: $0) }
            if let address = unsafe address, unsafe !buffer.isEmpty {
                note(unsafe ccurl_easy_set_pointer(pointer, CURLOPT_COPYPOSTFIELDS, address))
            } else {
                set(CURLOPT_COPYPOSTFIELDS, "")
            }
        }
    }

    /// Adds one line to the header list.
    func addHeader(_ line: String) {
        guard let longer = unsafe curl_slist_append(headerList, line) else { return note(CURLE_OUT_OF_MEMORY) }
        unsafe headerList = unsafe longer
    }

    /// Hands the list over; it stays with this object.
    func useHeaders() {
        note(unsafe ccurl_easy_set_headers(pointer, headerList))
    }

    /// Connects curl's callbacks with their object, which has to outlive the transfer.
    func useCallbacks(of active: ActiveTransfer) {
        let context = unsafe Unmanaged.passUnretained(active).toOpaque()
        note(unsafe ccurl_easy_set_header_function(pointer, TransferCallbacks.header))
        note(unsafe ccurl_easy_set_write_function(pointer, TransferCallbacks.write))
        note(unsafe ccurl_easy_set_read_function(pointer, TransferCallbacks.read))
        note(unsafe ccurl_easy_set_seek_function(pointer, TransferCallbacks.seek))
        note(unsafe ccurl_easy_set_prereq_function(pointer, TransferCallbacks.prereq))
        for option in [
            CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA, CURLOPT_PREREQDATA,
            CURLOPT_PRIVATE,
        ] {
            note(unsafe ccurl_easy_set_pointer(pointer, option, context))
        }
    }

    /// Pauses and resumes; curl may call the callbacks from within.
    func pause(receiving: Bool, sending: Bool) -> CURLcode {
        unsafe curl_easy_pause(pointer, (receiving ? CURLPAUSE_RECV : 0) | (sending ? CURLPAUSE_SEND : 0))
    }

    func add(to multi: UnsafeMutableRawPointer) -> CURLMcode {
        unsafe curl_multi_add_handle(multi, pointer)
    }

    func remove(from multi: UnsafeMutableRawPointer) {
        unsafe curl_multi_remove_handle(multi, pointer)
    }

    /// Connecting and the TLS handshake; zero on a connection that was there.
    var connectTime: Duration {
        var connections = 0
        unsafe ccurl_easy_get_long(pointer, CURLINFO_NUM_CONNECTS, &connections)
        guard connections > 0 else { return .zero }
        var connect: curl_off_t = 0
        var handshake: curl_off_t = 0
        unsafe ccurl_easy_get_offset(pointer, CURLINFO_CONNECT_TIME_T, &connect)
        unsafe ccurl_easy_get_offset(pointer, CURLINFO_APPCONNECT_TIME_T, &handshake)
        return .microseconds(max(connect, handshake))
    }

    /// The `errno` of a connection that failed, or zero.
    var systemError: CInt {
        var value = 0
        unsafe ccurl_easy_get_long(pointer, CURLINFO_OS_ERRNO, &value)
        return CInt(truncatingIfNeeded: value)
    }

    /// Why OpenSSL did not accept the certificate (`X509_V_ERR_…`), or zero.
    var verifyResult: Int {
        var value = 0
        unsafe ccurl_easy_get_long(pointer, CURLINFO_SSL_VERIFYRESULT, &value)
        return value
    }

    private func note(_ result: CURLcode) {
        if status == CURLE_OK { status = result }
    }
}
