package import Retrieval

/// Cuts a document into passages along its structure. Every character of its text lands in exactly one passage.
package struct PassageCutter: Sendable {
    package let sizes: PassageSizes

    /// A cutter for passages of `sizes`.
    package init(sizes: PassageSizes = PassageSizes()) {
        self.sizes = sizes
    }

    /// The passages of `document` in its order, numbered from 1.
    package func passages(of document: Document) -> [Passage] {
        var passages: [Passage] = []
        for section in merged(document.sections) {
            for text in texts(of: section) {
                passages.append(passage(text, of: section, in: document.fields, ordinal: passages.count + 1))
            }
        }
        return passages
    }

    private func passage(
        _ text: String,
        of section: Document.Section,
        in fields: DocumentFields,
        ordinal: Int
    ) -> Passage {
        Passage(
            id: "\(fields.id)#\(ordinal)",
            documentID: fields.id,
            title: fields.title,
            heading: section.path.joined(separator: " > "),
            text: text,
            keywords: (fields.keywords + section.keywords).joined(separator: "\n"),
            language: fields.language,
            kind: fields.kind,
            district: fields.district,
            date: fields.date,
            source: fields.source,
            sourceURL: fields.sourceURL
        )
    }

    // MARK: - Sections that are too short

    /// Puts neighbours under one heading together while they are tiny; their own headings become lines of the text.
    private func merged(_ sections: [Document.Section]) -> [Document.Section] {
        var result: [Document.Section] = []
        var group: [Document.Section] = []
        var groupSize = 0
        for section in sections {
            let size = section.size
            let isMember = size < sizes.tiny && groupSize < sizes.tiny && group.last?.isSibling(of: section) == true
            if !isMember {
                result += joined(group)
                (group, groupSize) = ([], 0)
            }
            group.append(section)
            groupSize += size
        }
        return result + joined(group)
    }

    private func joined(_ group: [Document.Section]) -> [Document.Section] {
        guard group.count > 1, let first = group.first else { return group }
        var whole = Document.Section(path: Array(first.path.dropLast()))
        for section in group {
            whole.keywords += section.keywords
            if let own = section.path.last, section.blocks.first?.text != own {
                whole.blocks.append(Document.Block(.paragraph, own))
            }
            whole.blocks += section.blocks
        }
        return [whole]
    }

    // MARK: - Sections that are too long

    private func texts(of section: Document.Section) -> [String] {
        let splitter = TextSplitter(maximum: sizes.maximum)
        var pieces: [TextPiece] = []
        var before: Document.Block.Kind?
        for block in section.blocks {
            let isLine = before == block.kind && (block.kind == .item || block.kind == .row)
            pieces += splitter.pieces(block.text, gap: isLine ? "\n" : "\n\n")
            before = block.kind
        }
        return packed(pieces)
    }

    /// Fills passages evenly: the last one is not a crumb.
    private func packed(_ pieces: [TextPiece]) -> [String] {
        var rest = pieces.reduce(0) { $0 + $1.size + $1.gap.scalarCount }
        var texts: [String] = []
        var text = ""
        var size = 0
        for piece in pieces {
            let length = piece.size + piece.gap.scalarCount
            if size > 0, size + length > sizes.maximum || isFull(size, adding: length, rest: rest) {
                texts.append(text)
                (text, rest, size) = ("", rest - size, 0)
            }
            text += size > 0 ? piece.gap + piece.text : piece.text
            size += length
        }
        return text.isEmpty ? texts : texts + [text]
    }

    /// Whether a passage of `size` comes nearer to its share of what is left than one with `length` more.
    private func isFull(_ size: Int, adding length: Int, rest: Int) -> Bool {
        guard rest > sizes.maximum else { return false }
        let share = rest / ((rest + sizes.wanted - 1) / sizes.wanted)
        return abs(share - size) <= abs(size + length - share)
    }
}

extension Document.Section {
    var size: Int { blocks.reduce(0) { $0 + $1.text.scalarCount } }

    /// Whether both stand directly under the same heading.
    func isSibling(of other: Document.Section) -> Bool {
        !path.isEmpty && path.count == other.path.count && path.dropLast() == other.path.dropLast()
    }
}
