/// A document as it was read: its fields and its text by sections.
package struct Document: Sendable, Equatable {
    /// Text below one heading, down to the next heading.
    package struct Section: Sendable, Equatable {
        /// Headings from the outermost to this section's own.
        package var path: [String]
        /// Words riders use for this section that its text does not contain.
        package var keywords: [String]
        package var blocks: [Block]

        /// A section.
        package init(path: [String] = [], keywords: [String] = [], blocks: [Block] = []) {
            self.path = path
            self.keywords = keywords
            self.blocks = blocks
        }
    }

    /// A piece of text that belongs together, without marks.
    package struct Block: Sendable, Equatable {
        /// What sort of text: lines of one kind stand together, paragraphs apart.
        package enum Kind: Sendable {
            case paragraph
            case item
            case row
            case code
        }

        package var kind: Kind
        package var text: String

        /// A block.
        package init(_ kind: Kind, _ text: String) {
            self.kind = kind
            self.text = text
        }
    }

    package var fields: DocumentFields
    package var sections: [Section]
    /// The file it came from as seen from its folder; empty where there is none.
    package var path: String

    /// A document.
    package init(fields: DocumentFields, sections: [Section], path: String = "") {
        self.fields = fields
        self.sections = sections
        self.path = path
    }
}
