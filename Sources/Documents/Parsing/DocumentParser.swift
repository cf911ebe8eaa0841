/// Reads documents of all formats: checked fields and text by sections, without marks, scripts and hidden parts.
package struct DocumentParser: Sendable {
    package let limits: DocumentLimits

    /// A parser.
    package init(limits: DocumentLimits = DocumentLimits()) {
        self.limits = limits
    }

    /// The documents of `input`; what cannot be read is a failure with its line, and the rest is read all the same.
    package func parse(_ input: DocumentInput) -> ParsedInput {
        var parsed = ParsedInput()
        do throws(DocumentError) {
            let limit = input.format == .jsonLines ? limits.linesFileBytes : limits.documentBytes
            try check(input.bytes.count, limit: limit, name: input.name)
            switch input.format {
            case .jsonLines: JSONDocumentReader(parser: self, input: input).readLines(into: &parsed)
            case .json: try JSONDocumentReader(parser: self, input: input).readRequest(into: &parsed)
            case .markdown, .html, .text:
                let text = try CleanText(name: input.name).text(input.bytes)
                parsed.documents = [try document(text, input.format, input.defaults, name: input.name)]
            }
        } catch {
            parsed.failures.append(DocumentFailure(input.name, error))
        }
        return parsed
    }

    /// The document that `text` is, `fields` holding what it does not say itself.
    func document(
        _ text: String,
        _ format: DocumentFormat,
        _ fields: DocumentFields,
        name: String,
        hasFrontMatter: Bool = true
    ) throws(DocumentError) -> Document {
        var reader = FieldReader(fields: fields, name: name, limits: limits)
        var content: (title: String, sections: [Document.Section])
        switch format {
        case .markdown:
            let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                .map { Substring($0) }
            let start = hasFrontMatter ? try FrontMatter.read(lines, into: &reader) : 0
            var markdown = MarkdownReader(lines[start...], name: name, limits: limits)
            content = try markdown.read(title: reader.fields.title)
        case .html:
            var html = HTMLReader(text, name: name, limits: limits)
            content = try html.read(title: fields.title)
            if fields.language.isEmpty, !html.language.isEmpty {
                // A page's own word is taken where it is a language at all.
                try? reader.take("language", html.language, line: 1)
            }
        case .text, .json, .jsonLines:
            content = (fields.title, PlainTextReader.sections(text))
        }
        reader.fields.title = content.title
        return try completed(Document(fields: reader.fields, sections: content.sections), name: name)
    }

    /// Fills in what nobody said: id and title from the name, the language from the letters.
    private func completed(_ document: Document, name: String) throws(DocumentError) -> Document {
        var document = document
        guard !document.sections.isEmpty else {
            throw DocumentError(.empty, name, "there is no text in it; write some or remove the document")
        }
        if document.fields.id.isEmpty {
            document.fields.id = try DocumentID.checked(
                DocumentID.from(path: name),
                name: name,
                line: nil,
                limits: limits
            )
        }
        if document.fields.title.isEmpty { document.fields.title = document.fields.id }
        document.fields.title = shortened(document.fields.title)
        if document.fields.language.isEmpty {
            document.fields.language = LanguageGuess.language(of: document)
        }
        return document
    }

    private func shortened(_ title: String) -> String {
        guard title.utf8.count > limits.fieldBytes else { return title }
        var scalars = String.UnicodeScalarView()
        var count = 0
        for scalar in title.unicodeScalars {
            count += UTF8.width(scalar)
            guard count <= limits.fieldBytes else { break }
            scalars.append(scalar)
        }
        return String(scalars)
    }

    func check(_ bytes: Int, limit: Int, name: String, line: Int? = nil) throws(DocumentError) {
        guard bytes > limit else { return }
        throw DocumentError(
            .tooLarge,
            name,
            line: line,
            "\(bytes) bytes are more than the limit of \(limit); split it into several documents"
        )
    }
}
