import Crypto
package import Retrieval

/// A document ready to be stored: cut into passages and known by its fingerprint.
package struct PreparedDocument: Sendable {
    package var fields: DocumentFields
    /// The file it came from as seen from its folder; empty where there is none.
    package var path: String
    package let passages: [Passage]
    /// SHA-256 over fields and passages: what leaves it the same leaves the index the same.
    package let fingerprint: [UInt8]
    /// For each passage what says whether a stored vector still belongs to it.
    let textHashes: [[UInt8]]

    /// Cuts `document`.
    package init(_ document: Document, cutter: PassageCutter = PassageCutter()) {
        fields = document.fields
        path = document.path
        passages = cutter.passages(of: document)
        textHashes = passages.map(\.embeddingHash)
        var hasher = FieldHasher()
        hasher.add(fields.title, fields.kind, fields.topic, fields.language, fields.source)
        hasher.add(fields.district ?? "\u{0}", fields.date ?? "\u{0}", fields.sourceURL ?? "\u{0}")
        for passage in passages { hasher.add(passage.heading, passage.text, passage.keywords) }
        fingerprint = hasher.finish()
    }
}

/// SHA-256 over texts, each with its length, so that no two lists of texts give the same bytes.
struct FieldHasher {
    private var hash = SHA256()

    mutating func add(_ texts: String...) {
        for text in texts {
            let bytes = Array(text.utf8)
            var length: [UInt8] = []
            for shift in stride(from: 0, to: 64, by: 8) {
                length.append(UInt8(truncatingIfNeeded: bytes.count >> shift))
            }
            hash.update(data: length + bytes)
        }
    }

    func finish() -> [UInt8] { Array(hash.finalize()) }
}

extension Passage {
    /// What an embedder is given for the passage: its place in the document, then its words.
    package var textForEmbedding: String {
        let head = [title, heading].filter { !$0.isEmpty }.joined(separator: " > ")
        return head.isEmpty ? text : head + "\n" + text
    }

    /// Says whether a stored vector still belongs to the passage.
    var embeddingHash: [UInt8] {
        var hasher = FieldHasher()
        hasher.add(textForEmbedding)
        return hasher.finish()
    }
}
