import NIOCore

/// What every answer tells the browser not to do.
package enum SecurityHeaders {
    package static let contentSecurityPolicy =
        "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
        + "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

    /// The fields, each line ended. A policy that a service sent stays beside ours, browsers obey both.
    static let lines = ByteBuffer(string: text)
    /// Over TLS with one more, which means something only there.
    static let linesOverTLS = ByteBuffer(string: text + "strict-transport-security: max-age=31536000\r\n")

    private static let text =
        "content-security-policy: \(contentSecurityPolicy)\r\nx-content-type-options: nosniff\r\n"
        + "referrer-policy: strict-origin-when-cross-origin\r\npermissions-policy: geolocation=(self)\r\n"
}
