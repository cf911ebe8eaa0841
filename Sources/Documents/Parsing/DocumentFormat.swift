/// How the bytes of a document are to be read.
package enum DocumentFormat: String, Sendable, CaseIterable {
    case markdown
    case html
    case text
    /// One document, or an object with a list of `documents`.
    case json
    /// One document a line.
    case jsonLines = "jsonl"

    /// The format of a file by the end of its name; nil for names of other files.
    package init?(fileName: String) {
        let lower = fileName.lowercased()
        switch lower.split(separator: ".", omittingEmptySubsequences: false).last {
        case "md" where lower != "md": self = .markdown
        case "html" where lower != "html", "htm" where lower != "htm": self = .html
        case "txt" where lower != "txt": self = .text
        case "jsonl" where lower != "jsonl": self = .jsonLines
        default: return nil
        }
    }

    /// The format of a request's `Content-Type`, whose parameters do not count; nil for other types.
    package init?(contentType: String) {
        let type = contentType.split(separator: ";").first.map { String($0).trimmed.lowercased() }
        switch type {
        case "text/markdown": self = .markdown
        case "text/html", "application/xhtml+xml": self = .html
        case "text/plain": self = .text
        case "application/json": self = .json
        case "application/x-ndjson", "application/jsonl", "application/x-jsonlines": self = .jsonLines
        default: return nil
        }
    }
}
