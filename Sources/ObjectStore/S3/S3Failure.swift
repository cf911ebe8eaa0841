import Core
import Curl

/// What S3's refusals and the network's failures mean.
enum S3Failure {
    /// Clocks further apart than this make S3 refuse a signature.
    private static let toleratedSkewSeconds = 900.0

    /// Whether the answer is one that the same call may not get a moment later.
    static func passes(_ response: HTTPClientCollectedResponse) -> Bool {
        switch response.status {
        case 429, 500, 502, 503, 504: true
        case 400: code(of: response) == "RequestTimeout"
        default: false
        }
    }

    /// Whether the credentials were good once and no longer are.
    static func isExpiredToken(_ response: HTTPClientCollectedResponse) -> Bool {
        guard response.status == 400 || response.status == 403 else { return false }
        return ["ExpiredToken", "TokenRefreshRequired"].contains(code(of: response))
    }

    /// Whether the request may have reached the server although no answer came.
    static func mayHaveArrived(_ failure: HTTPClientError) -> Bool {
        switch failure.code {
        case .timedOut, .connectionLost, .truncated, .protocolViolation, .headTooLarge, .bodyTooLarge, .cancelled: true
        default: false
        }
    }

    /// The error for an answer that is none of those its call expects. The answer's own texts stay out of it: S3
    /// repeats what was signed in some of them.
    static func error(
        _ response: HTTPClientCollectedResponse,
        to bucket: String,
        sentAt time: Timestamp,
    ) -> ObjectStoreError {
        let code = code(of: response)
        let said = "S3 answered \(response.status)\(code.map { " \($0)" } ?? "") for bucket \(bucket)"
        switch (response.status, code) {
        case (_, "RequestTimeTooSkewed"?):
            return ObjectStoreError(.accessDenied, "\(said): \(skew(response, time))")
        case (_, "NoSuchBucket"?):
            return ObjectStoreError(.notFound, said)
        case (301, _), (307, _), (400, "AuthorizationHeaderMalformed"?):
            let region = response.headers["x-amz-bucket-region"].map { ", which is \(printable($0))" } ?? ""
            return ObjectStoreError(.invalid, "\(said): AWS_REGION is not the bucket's region\(region)")
        case (401, _), (403, _):
            // Some servers do not say what is wrong: then the clock is as good a guess as the key.
            let hint = isSkewed(response, time) ? ": \(skew(response, time))" : ""
            return ObjectStoreError(.accessDenied, said + hint)
        case (400, "ExpiredToken"?), (400, "InvalidToken"?):
            return ObjectStoreError(.accessDenied, said)
        case (400, "EntityTooLarge"?), (413, _):
            return ObjectStoreError(.tooLarge, said)
        case (409, _):
            return ObjectStoreError(.unavailable, said, isRetriable: true)
        default:
            if passes(response) { return ObjectStoreError(.unavailable, said, isRetriable: true) }
            return ObjectStoreError(response.status >= 500 ? .unavailable : .invalid, said)
        }
    }

    /// The error for a call that got no answer.
    static func error(_ failure: HTTPClientError, limitBytes: Int) -> ObjectStoreError {
        switch failure.code {
        case .cancelled: .cancelled(failure)
        case .bodyTooLarge: ObjectStoreError(.tooLarge, "S3's answer is longer than \(limitBytes) bytes")
        case .invalidRequest: ObjectStoreError(.invalid, "S3: \(failure.message)", underlying: failure)
        default:
            ObjectStoreError(
                .unavailable,
                "S3: \(failure.message)",
                isRetriable: failure.isRetriable,
                underlying: failure,
            )
        }
    }

    /// The `Code` of S3's error document; nil when there is none.
    static func code(of response: HTTPClientCollectedResponse) -> String? {
        var reader = XMLReader(response.body)
        var path: [String] = []
        // A body that is no error document has no code: proxies answer with pages of their own.
        while let event = try? reader.next() {
            switch event {
            case .start(let name): path.append(name)
            case .text(let text) where path == ["Error", "Code"]: return printable(text)
            case .text: break
            case .end: path.removeLast()
            }
        }
        return nil
    }

    private static func isSkewed(_ response: HTTPClientCollectedResponse, _ time: Timestamp) -> Bool {
        seconds(response, time).map { abs($0) > toleratedSkewSeconds } ?? false
    }

    private static func skew(_ response: HTTPClientCollectedResponse, _ time: Timestamp) -> String {
        guard let seconds = seconds(response, time) else { return "this machine's clock differs too much from S3's" }
        let rounded = Int(abs(seconds).rounded())
        return
            "this machine's clock is \(rounded) s \(seconds > 0 ? "ahead of" : "behind") S3's; signatures need it right"
    }

    private static func seconds(_ response: HTTPClientCollectedResponse, _ time: Timestamp) -> Double? {
        response.headers["Date"].flatMap(HTTPDate.parse).map { time.secondsSince($0) }
    }

    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.prefix(64).filter { $0.properties.isAlphabetic || $0.isDigit })
        )
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) || self == "-" }
}
