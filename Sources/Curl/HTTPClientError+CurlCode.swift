internal import CCurl
internal import Glibc

extension HTTPClientError {
    /// What curl's code means for the caller. curl's own error text is left out: parts of the URL may stand in it.
    init(_ code: CURLcode, active: ActiveTransfer) {
        let origin = active.transfer.origin
        let failure = CurlFailure(code: code.rawValue, description: unsafe String(cString: curl_easy_strerror(code)))
        let kind = Self.kind(of: code, isHeadComplete: active.isHeadComplete, hasConnected: active.hasConnected)
        var message = kind.message
        if kind.code == .connectFailed, let systemError = active.handle?.systemError, systemError != 0 {
            let reason = unsafe String(cString: strerror(systemError))
            message += ": \(reason)"
        }
        if kind.code == .tls {
            message += ": " + failure.description
            if let verify = active.handle?.verifyResult, verify != 0 { message += ", X.509 verify result \(verify)" }
        }
        self.init(kind.code, message, origin, isRetriable: kind.isRetriable, underlying: failure)
    }

    private static func kind(
        of code: CURLcode,
        isHeadComplete: Bool,
        hasConnected: Bool,
    ) -> (code: Code, message: String, isRetriable: Bool) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return (.nameResolution, "the host name could not be resolved", true)
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED:
            return (.connectFailed, "no connection could be made", true)
        case CURLE_OPERATION_TIMEDOUT:
            return (.timedOut, hasConnected ? "the request timed out" : "connecting timed out", true)
        case CURLE_SSL_CONNECT_ERROR:
            return (.tls, "the TLS handshake failed", true)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_USE_SSL_FAILED:
            return (.tls, "the TLS connection was refused", false)
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_SEND_FAIL_REWIND, CURLE_SSL_SHUTDOWN_FAILED:
            return isHeadComplete
                ? (.truncated, "the response ended before its announced end", true)
                : (.connectionLost, "the connection was closed before the response", true)
        case CURLE_URL_MALFORMAT where !hasConnected, CURLE_UNSUPPORTED_PROTOCOL where !hasConnected:
            return (.invalidRequest, "the URL is malformed", false)
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT:
            return (.resources, "the request could not be set up", false)
        default:
            return (.protocolViolation, "the response could not be understood", false)
        }
    }
}
