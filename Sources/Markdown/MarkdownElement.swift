/// What of CommonMark is shown. Raw HTML is not among it.
enum MarkdownElement {
    case paragraph(isTight: Bool)
    case heading(level: Int)
    case quote
    case list
    case orderedList(start: Int)
    case item
    case codeBlock(String)
    case rule
    case text(String)
    case softBreak
    case lineBreak
    case code(String)
    case emphasis
    case strong
    case link(destination: String)
}

/// A step of the walk: each element with content is entered and left, the others are only entered.
struct MarkdownEvent {
    let isEntering: Bool
    let element: MarkdownElement
}
