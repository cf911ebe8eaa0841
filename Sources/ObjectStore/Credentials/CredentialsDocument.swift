import Core

/// The JSON in which container agents and the instance metadata service hand over credentials.
enum CredentialsDocument {
    /// Throws `credentials`; the text names what is missing, never what is there.
    static func read(_ bytes: [UInt8], from source: String) throws(ObjectStoreError) -> AWSCredentials {
        let fields: [String: String]
        do {
            fields = try read(bytes)
        } catch {
            throw ObjectStoreError(.credentials, "\(source) did not answer with JSON", underlying: error)
        }
        if let code = fields["Code"], code != "Success" {
            throw ObjectStoreError(.credentials, "\(source) refuses to give credentials", isRetriable: true)
        }
        guard let id = fields["AccessKeyId"], let secret = fields["SecretAccessKey"], !id.isEmpty, !secret.isEmpty
        else {
            throw ObjectStoreError(.credentials, "\(source) gave no AccessKeyId or SecretAccessKey")
        }
        var expiresAt: Timestamp?
        if let text = fields["Expiration"] {
            expiresAt = ZonedTimestamp(rfc3339: text)?.instant
            guard expiresAt != nil else {
                throw ObjectStoreError(.credentials, "\(source) gave a malformed Expiration")
            }
        }
        return AWSCredentials(
            accessKeyID: id,
            secretAccessKey: Secret(secret),
            sessionToken: fields["Token"].map { Secret($0) },
            expiresAt: expiresAt,
        )
    }

    private static func read(_ bytes: [UInt8]) throws(JSONError) -> [String: String] {
        var reader = JSONReader(bytes)
        var fields: [String: String] = [:]
        try reader.beginObject()
        while let key = try reader.nextKeyText() {
            if try reader.peek() == .string {
                fields[key] = try reader.readString()
            } else {
                try reader.skipValue()
            }
        }
        try reader.expectEnd()
        return fields
    }
}
