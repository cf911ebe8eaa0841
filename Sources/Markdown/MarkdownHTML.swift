import CCmark

/// Turns CommonMark into a short list of HTML elements; nothing of the source reaches the page unescaped.
///
/// Only elements that ``HTMLWriter`` knows are ever written: raw HTML of the source is left out, images become links, and a
/// link goes to http, https, mailto or a path of this site.
package enum MarkdownHTML {
    /// The HTML of `source`, whose time to parse grows with its length: bound it before.
    package static func render(_ source: String) -> String {
        var writer = HTMLWriter(capacity: source.utf8.count * 5 / 4 + 64)
        guard let document = MarkdownDocument(source) else { return "" }
        document.forEachEvent { writer.write($0) }
        return writer.html
    }
}
