package import HTTPTypes

/// What every answer tells the browser not to do.
package enum SecurityHeaders {
    package static let contentSecurityPolicy =
        "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
        + "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

    /// Sets them; a policy that a service sent stays beside ours, browsers obey both.
    package static func add(to fields: inout HTTPFields) {
        fields.append(HTTPField(name: .contentSecurityPolicy, value: contentSecurityPolicy))
        fields[.xContentTypeOptions] = "nosniff"
        fields[.referrerPolicy] = "strict-origin-when-cross-origin"
        fields[.permissionsPolicy] = "geolocation=(self)"
    }
}
