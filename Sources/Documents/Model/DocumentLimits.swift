/// What a document may cost.
package struct DocumentLimits: Sendable, Hashable {
    /// Bytes of one document.
    package var documentBytes: Int
    /// Bytes of a file of JSON lines, which holds many documents.
    package var linesFileBytes: Int
    /// Elements open inside each other in HTML, quotes inside quotes in Markdown.
    package var nesting: Int
    /// Bytes of an id.
    package var idBytes: Int
    /// Bytes of one field, e.g. the title or the source.
    package var fieldBytes: Int
    /// Entries of the list of keywords.
    package var keywords: Int
    /// Documents of one request or page.
    package var documentsPerRequest: Int

    /// The limits of the project.
    package init(
        documentBytes: Int = 10 << 20,
        linesFileBytes: Int = 100 << 20,
        nesting: Int = 1_000,
        idBytes: Int = 200,
        fieldBytes: Int = 1_000,
        keywords: Int = 200,
        documentsPerRequest: Int = 1_000
    ) {
        self.documentBytes = documentBytes
        self.linesFileBytes = linesFileBytes
        self.nesting = nesting
        self.idBytes = idBytes
        self.fieldBytes = fieldBytes
        self.keywords = keywords
        self.documentsPerRequest = documentsPerRequest
    }
}
