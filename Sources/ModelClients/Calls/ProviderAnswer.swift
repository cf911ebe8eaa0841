import Core

/// Readers of what all providers have in common.
enum ProviderAnswer {
    /// The words of an error document: `{"error":{"message"}}` (OpenAI), `{"error":"…"}` (TEI), `{"message"}` (Cohere),
    /// `{"status":{"error"}}` (Qdrant), `{"detail":"…"}` (FastAPI). Nil for anything else, e.g. a proxy's page.
    static func errorText(_ body: [UInt8]) -> String? {
        var reader = JSONReader(body)
        // What is no error document has no words to show.
        return (try? text(in: &reader, depth: 0)) ?? nil
    }

    /// At most 200 characters of it, on one line.
    static func printable(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(200).map { $0.properties.generalCategory == .control ? " " : $0 }
        return String(String.UnicodeScalarView(scalars))
    }

    private static func text(in reader: inout JSONReader, depth: Int) throws(JSONError) -> String? {
        switch try reader.peek() {
        case .string: return try reader.readString()
        case .object where depth < 3: break
        default:
            try reader.skipValue()
            return nil
        }
        try reader.beginObject()
        var found: String?
        while let key = try reader.nextKey() {
            switch key {
            case errorKey, messageKey, detailKey: found = try text(in: &reader, depth: depth + 1) ?? found
            case statusKey where try reader.peek() == .object: found = try text(in: &reader, depth: depth + 1) ?? found
            default: try reader.skipValue()
            }
        }
        return found
    }

    private static let errorKey = JSONKey("error")
    private static let messageKey = JSONKey("message")
    private static let detailKey = JSONKey("detail")
    private static let statusKey = JSONKey("status")
}
