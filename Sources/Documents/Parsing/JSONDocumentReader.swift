import Core

/// Documents written as JSON objects: `{"id", "title", "text", "url", "as_of", …}`, where `text` is plain text unless
/// `format` says `markdown` or `html`.
struct JSONDocumentReader {
    let parser: DocumentParser
    let input: DocumentInput

    /// One document a line; a line that cannot be read is a failure and the next one goes on.
    func readLines(into parsed: inout ParsedInput) {
        var number = 0
        let lines = input.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for line in lines {
            number += 1
            let isFirst = number == 1 && line.starts(with: [0xEF, 0xBB, 0xBF])
            let bytes = Array(isFirst ? line.dropFirst(3) : line)
            guard bytes.contains(where: { !$0.isWhite }) else { continue }
            let name = "\(input.name):\(number)"
            do throws(DocumentError) {
                try parser.check(bytes.count, limit: parser.limits.documentBytes, name: input.name, line: number)
                parsed.documents.append(try document(bytes, line: number))
            } catch {
                parsed.failures.append(DocumentFailure(name, error))
            }
        }
        if parsed.documents.isEmpty, parsed.failures.isEmpty {
            let error = DocumentError(.empty, input.name, "there is no document in it; remove the file")
            parsed.failures.append(DocumentFailure(input.name, error))
        }
    }

    /// One object, or an object with a list of `documents`.
    func readRequest(into parsed: inout ParsedInput) throws(DocumentError) {
        try checkText(input.bytes, line: 1)
        var reader = JSONReader(input.bytes)
        var records: [JSONRecord] = []
        do throws(JSONError) {
            records = try JSONRecord.list(&reader, limit: parser.limits.documentsPerRequest)
        } catch {
            throw failure(error, input.bytes, firstLine: 1)
        }
        for (index, record) in records.enumerated() {
            do throws(DocumentError) {
                parsed.documents.append(try document(record, line: 1))
            } catch {
                let name = record.values["id"].map { String($0.prefix(80)) } ?? "documents[\(index)]"
                parsed.failures.append(DocumentFailure(name, error))
            }
        }
    }

    private func document(_ bytes: [UInt8], line: Int) throws(DocumentError) -> Document {
        try checkText(bytes, line: line)
        var reader = JSONReader(bytes)
        let record: JSONRecord
        do throws(JSONError) {
            record = try JSONRecord(&reader)
            try reader.expectEnd()
        } catch {
            throw failure(error, bytes, firstLine: line)
        }
        return try document(record, line: line)
    }

    private func document(_ record: JSONRecord, line: Int) throws(DocumentError) -> Document {
        var fields = FieldReader(fields: input.defaults, name: input.name, limits: parser.limits)
        let cleaner = CleanText(name: input.name, firstLine: line)
        for (key, value) in record.values.sorted(by: { $0.key < $1.key }) {
            try take(key, try cleaner.clean(value), line: line, into: &fields)
        }
        if let keywords = record.keywords {
            var cleaned: [String] = []
            for keyword in keywords { cleaned.append(try cleaner.clean(keyword)) }
            try fields.take(keywords: cleaned, line: line)
        }
        guard !fields.fields.id.isEmpty else {
            throw DocumentError(.badField, input.name, line: line, "the document has no id; give it one")
        }
        guard let text = record.text else {
            throw DocumentError(.badField, input.name, line: line, "the document has no text; add \"text\"")
        }
        guard let format = DocumentFormat(rawValue: record.format ?? "text"), format != .json, format != .jsonLines
        else {
            throw DocumentError(.badField, input.name, line: line, "format has to be text, markdown or html")
        }
        do throws(DocumentError) {
            return try parser.document(
                try cleaner.clean(text),
                format,
                fields.fields,
                name: input.name,
                hasFrontMatter: false
            )
        } catch {
            // Lines inside a value are of no use to who looks at the file.
            throw DocumentError(error.code, error.name, line: line, error.message)
        }
    }

    /// Lists of other makers hold days like `2019-2020` and sources that are addresses: what is not understood is left out.
    private func take(_ key: String, _ value: String, line: Int, into reader: inout FieldReader) throws(DocumentError) {
        if key == "as_of" || key == "date", DocumentDay.day(value.trimmed) == nil { return }
        try reader.take(key, value, line: line)
    }

    private func checkText(_ bytes: [UInt8], line: Int) throws(DocumentError) {
        _ = try CleanText(name: input.name, firstLine: line).validated(bytes)
    }

    private func failure(_ error: JSONError, _ bytes: [UInt8], firstLine: Int) -> DocumentError {
        let line = firstLine + bytes.prefix(error.offset).count { $0 == UInt8(ascii: "\n") }
        return DocumentError(.badJSON, input.name, line: line, "the JSON cannot be read: \(error); correct it")
    }
}
