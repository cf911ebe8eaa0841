import Core

/// The OpenAPI 3.1 document of the board.
enum BoardDocument {
    static func json(version: String) -> [UInt8] {
        var writer = JSONWriter(capacity: 65_536)
        writer.beginObject()
        writer.field("openapi", "3.1.0")
        writer.key("info")
        writer.beginObject()
        writer.field("title", "ttareungi board-api")
        writer.field("version", version)
        writer.field("description", "The community board: accounts, posts, comments, reactions, attachments.")
        writer.endObject()
        writePaths(into: &writer)
        writer.key("components")
        writer.beginObject()
        for (name, text) in [
            ("securitySchemes", BoardComponents.securitySchemes), ("headers", BoardComponents.headers),
            ("parameters", BoardComponents.parameters), ("schemas", BoardComponents.schemas),
        ] {
            writer.key(name)
            writer.raw(text.utf8)
        }
        writeProblems(into: &writer)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private static func writePaths(into writer: inout JSONWriter) {
        var paths: [String] = []
        for operation in APIOperation.all where !paths.contains(operation.path) { paths.append(operation.path) }
        writer.key("paths")
        writer.beginObject()
        for path in paths {
            writer.key(path)
            writer.beginObject()
            for operation in APIOperation.all where operation.path == path { operation.write(into: &writer) }
            writer.endObject()
        }
        writer.endObject()
    }

    private static func writeProblems(into writer: inout JSONWriter) {
        writer.key("responses")
        writer.beginObject()
        for (status, meaning) in BoardComponents.problems {
            writer.key("Problem\(status)")
            writer.beginObject()
            writer.field("description", meaning)
            writer.key("content")
            writer.raw(##"{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}"##.utf8)
            writer.endObject()
        }
        writer.endObject()
    }
}
