package import Core
import Crypto
import FoundationEssentials

/// AWS Signature Version 4 for requests whose body is known.
package struct AWSRequestSigner: Sendable {
    package let region: String
    package let service: String

    private static let algorithm = "AWS4-HMAC-SHA256"

    package init(region: String, service: String = "s3") {
        self.region = region
        self.service = service
    }

    /// `20130524T000000Z`: the value of `x-amz-date`, which must be among the signed headers.
    package static func dateText(_ time: Timestamp) -> String {
        let civil = CivilTime(time, utcOffsetSeconds: 0)
        let date = [(civil.year, 4), (civil.month, 2), (civil.day, 2)].map(digits).joined()
        return date + "T" + [(civil.hour, 2), (civil.minute, 2), (civil.second, 2)].map(digits).joined() + "Z"
    }

    /// The value of `Authorization` for the request at `time`.
    package func authorization(for request: AWSRequest, credentials: AWSCredentials, at time: Timestamp) -> String {
        let dateText = Self.dateText(time)
        let day = String(dateText.prefix(8))
        let scope = "\(day)/\(region)/\(service)/aws4_request"
        let requestHash = SHA256.hash(data: Array(request.canonicalText.utf8)).hexadecimal
        let text = [Self.algorithm, dateText, scope, requestHash].joined(separator: "\n")
        var key = SymmetricKey(data: Array("AWS4\(credentials.secretAccessKey.value)".utf8))
        for part in [day, region, service, "aws4_request"] {
            key = SymmetricKey(data: Self.code(part, key))
        }
        let signature = Self.code(text, key).hexadecimal
        return "\(Self.algorithm) Credential=\(credentials.accessKeyID)/\(scope), "
            + "SignedHeaders=\(request.signedHeaderNames), Signature=\(signature)"
    }

    private static func code(_ text: String, _ key: SymmetricKey) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }

    private static func digits(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
