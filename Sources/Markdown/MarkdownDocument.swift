import CCmark

/// A parsed CommonMark text; frees it when it goes away.
@safe
struct MarkdownDocument: ~Copyable {
    private let root: OpaquePointer

    /// Nil when there is no memory for it.
    init?(_ source: String) {
        var source = source
        let root = source.withUTF8 { bytes in
            // Strict UTF-8 already; the parser replaces U+0000 by itself.
            unsafe bytes.withMemoryRebound(to: CChar.self) { text in
                unsafe cmark_parse_document(text.baseAddress, text.count, CMARK_OPT_DEFAULT)
            }
        }
        guard let root = unsafe root else { return nil }
        unsafe self.root = root
    }

    deinit {
        unsafe cmark_node_free(root)
    }

    /// Calls `body` when the walk through the document enters and leaves each node.
    borrowing func forEachEvent(_ body: (MarkdownEvent) -> Void) {
        guard let iterator = unsafe cmark_iter_new(root) else { return }
        defer { unsafe cmark_iter_free(iterator) }
        while true {
            let event = unsafe cmark_iter_next(iterator)
            guard event != CMARK_EVENT_DONE, let node = unsafe cmark_iter_get_node(iterator) else { return }
            guard let element = unsafe Self.element(node) else { continue }
            body(MarkdownEvent(isEntering: event == CMARK_EVENT_ENTER, element: element))
        }
    }

    private static func element(_ node: OpaquePointer) -> MarkdownElement? {
        switch unsafe cmark_node_get_type(node) {
        case CMARK_NODE_PARAGRAPH: unsafe .paragraph(isTight: isInTightList(node))
        case CMARK_NODE_HEADING: .heading(level: Int(unsafe cmark_node_get_heading_level(node)))
        case CMARK_NODE_BLOCK_QUOTE: .quote
        case CMARK_NODE_LIST:
            unsafe cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
                ? .orderedList(start: Int(unsafe cmark_node_get_list_start(node))) : .list
        case CMARK_NODE_ITEM: .item
        case CMARK_NODE_CODE_BLOCK: .codeBlock(unsafe text(cmark_node_get_literal(node)))
        case CMARK_NODE_THEMATIC_BREAK: .rule
        case CMARK_NODE_TEXT: .text(unsafe text(cmark_node_get_literal(node)))
        case CMARK_NODE_SOFTBREAK: .softBreak
        case CMARK_NODE_LINEBREAK: .lineBreak
        case CMARK_NODE_CODE: .code(unsafe text(cmark_node_get_literal(node)))
        case CMARK_NODE_EMPH: .emphasis
        case CMARK_NODE_STRONG: .strong
        case CMARK_NODE_LINK, CMARK_NODE_IMAGE: .link(destination: unsafe text(cmark_node_get_url(node)))
        default: nil
        }
    }

    /// The paragraphs of a tight list are not marked as such in HTML.
    private static func isInTightList(_ node: OpaquePointer) -> Bool {
        guard let item = unsafe cmark_node_parent(node), let list = unsafe cmark_node_parent(item),
            unsafe cmark_node_get_type(list) == CMARK_NODE_LIST
        else { return false }
        return unsafe cmark_node_get_list_tight(list) != 0
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        guard let pointer = unsafe pointer else { return "" }
        return unsafe String(cString: pointer)
    }
}
