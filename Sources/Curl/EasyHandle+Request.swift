internal import CCurl

extension EasyHandle {
    /// Bodies up to here go out in one write with the head; longer ones are read from where they lie.
    static let inlineBodyBytes = 64 * 1024
    private static let networkReadBytes = 64 * 1024
    /// Decompressing multiplies a read, and curl keeps what a paused transfer cannot deliver: so the reads are small.
    private static let compressedReadBytes = 16 * 1024

    /// Sets every option of one request.
    func configure(for active: ActiveTransfer, configuration: HTTPClientConfiguration) {
        let request = active.transfer.request
        set(CURLOPT_URL, request.url)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        // An empty name: no proxy, whatever the environment says.
        set(CURLOPT_PROXY, "")
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        set(CURLOPT_CONNECTTIMEOUT_MS, max(1, configuration.connectTimeout.wholeMilliseconds))
        set(CURLOPT_MAXAGE_CONN, max(1, configuration.idleConnectionLifetime.wholeMilliseconds / 1000))
        set(CURLOPT_TCP_KEEPALIVE, 1)
        // Giving up on a name must not wait for the resolver's thread: every other transfer would wait with it.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_BUFFERSIZE, request.acceptCompressed ? Self.compressedReadBytes : Self.networkReadBytes)
        set(CURLOPT_USERAGENT, configuration.userAgent)
        if request.acceptCompressed { set(CURLOPT_ACCEPT_ENCODING, "") }
        if let caFile = configuration.caFile { set(CURLOPT_CAINFO, caFile) }
        if !configuration.verifiesCertificates {
            set(CURLOPT_SSL_VERIFYPEER, 0)
            set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        setMethodAndBody(of: request)
        setHeaders(of: request)
        useCallbacks(of: active)
    }

    private func setMethodAndBody(of request: HTTPClientRequest) {
        switch (request.method, request.body) {
        case ("HEAD", _):
            set(CURLOPT_NOBODY, 1)
            return
        case ("GET", .none):
            return
        case ("POST", .none), ("PUT", .none), ("PATCH", .none):
            // `Content-Length: 0`, which some servers insist on.
            setBody(copying: [])
        case (_, .none):
            break
        case (_, .bytes(let bytes)) where bytes.count <= Self.inlineBodyBytes:
            setBody(copying: bytes)
        case (_, .bytes(let bytes)):
            set(CURLOPT_UPLOAD, 1)
            set(CURLOPT_INFILESIZE_LARGE, size: bytes.count)
        case (_, .stream(_, let length)):
            set(CURLOPT_UPLOAD, 1)
            set(CURLOPT_INFILESIZE_LARGE, size: length ?? -1)
        }
        set(CURLOPT_CUSTOMREQUEST, request.method)
    }

    private func setHeaders(of request: HTTPClientRequest) {
        // A name with a colon and no value takes out what curl would send by itself.
        var suppressed = ["Accept", "Expect", "Content-Type"]
        for field in request.headers {
            if field.name.equalsIgnoringASCIICase("Content-Length") { continue }
            if field.name.equalsIgnoringASCIICase("Transfer-Encoding") { continue }
            suppressed.removeAll { $0.equalsIgnoringASCIICase(field.name) }
            // A semicolon in place of the colon sends the name with an empty value.
            addHeader(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        for name in suppressed { addHeader("\(name):") }
        useHeaders()
    }
}

extension Duration {
    /// Rounded up, within what curl and epoll take.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < Int64(Int32.max) / 1000 else { return Int(Int32.max) }
        return max(0, Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
