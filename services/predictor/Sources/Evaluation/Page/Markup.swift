/// Appends HTML to a buffer: elements close themselves, text and attribute values are escaped.
///
/// Names of elements and attributes must be ours; everything else may come from outside.
struct Markup {
    typealias Attributes = KeyValuePairs<String, String>

    private(set) var bytes: [UInt8] = []
    private var lastID = 0

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// Text, escaped; what cannot be part of a document becomes U+FFFD.
    mutating func text(_ value: String) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case UInt8(ascii: "'"): bytes += "&#39;".utf8
            case 0x09, 0x0A, 0x20...0x7E, 0x80...: bytes.append(byte)
            default: bytes += "\u{FFFD}".utf8
            }
        }
    }

    mutating func element(_ name: String, _ attributes: Attributes = [:], _ body: (inout Markup) -> Void) {
        open(name, attributes)
        bytes.append(UInt8(ascii: ">"))
        body(&self)
        bytes += "</\(name)>".utf8
    }

    mutating func element(_ name: String, _ attributes: Attributes = [:], text value: String) {
        element(name, attributes) { $0.text(value) }
    }

    /// An element without content.
    mutating func empty(_ name: String, _ attributes: Attributes = [:]) {
        open(name, attributes)
        bytes += "/>".utf8
    }

    /// Markup or style of our own that needs no escaping.
    mutating func raw(_ markup: StaticString) {
        bytes += markup.description.utf8
    }

    /// An id that no other element of the page has.
    mutating func newID() -> String {
        lastID += 1
        return "i\(lastID)"
    }

    private mutating func open(_ name: String, _ attributes: Attributes) {
        bytes += "<\(name)".utf8
        for (name, value) in attributes {
            bytes += " \(name)=\"".utf8
            text(value)
            bytes.append(UInt8(ascii: "\""))
        }
    }
}

extension Markup {
    /// A table that scrolls by itself where it is wider than the page.
    mutating func table(_ caption: String, columns: [String], _ rows: (inout Markup) -> Void) {
        element("div", ["class": "scroll", "role": "region", "aria-label": caption, "tabindex": "0"]) { markup in
            markup.element("table") { table in
                table.element("caption") { $0.element("span", text: caption) }
                table.element("thead") { head in
                    head.element("tr") { row in
                        for column in columns { row.element("th", ["scope": "col"], text: column) }
                    }
                }
                table.element("tbody") { body in rows(&body) }
            }
        }
    }

    /// A row with its heading, and a cell for each of `cells`.
    mutating func row(_ heading: String, _ cells: [String]) {
        element("tr") { row in
            row.element("th", ["scope": "row"], text: heading)
            for cell in cells { row.element("td", text: cell) }
        }
    }

    /// A relative difference in colour, beside its sign and a word that says the same.
    mutating func verdict(_ change: Double?) {
        guard let change else { return element("span", ["class": "quiet"], text: PageText.none) }
        let isEqual = abs(change) < 0.000_5
        let word = isEqual ? "equal" : change < 0 ? "better" : "worse"
        element("span", ["class": isEqual ? "quiet" : change < 0 ? "good" : "bad"]) { span in
            span.element("b", text: PageText.change(change))
            span.text(" \(word)")
        }
    }
}
