import HTTPTypes
import Hummingbird
import ServiceKit

extension AppRequestContext {
    /// The id in the path; throws 404 when it is none.
    func id(_ name: String) throws(Problem) -> Int64 {
        guard let text = parameters.get(name), let id = Int64(text), id > 0, text == String(id) else {
            throw .notFound("There is nothing with this id.")
        }
        return id
    }
}

extension Request {
    /// The parameter's value; nil when it is absent. Throws 400 when it is there more than once.
    func query(_ name: String) throws(Problem) -> String? {
        let values = uri.queryParameters[values: Substring(name)]
        guard values.count <= 1 else { throw .invalid(name, "must be given once") }
        return values.first.map(String.init)
    }

    /// Like ``query(_:)`` for what people type: a form sends a blank as a plus, and a plus as %2B.
    func text(_ name: String) throws(Problem) -> String? {
        var head = head
        head.path = head.path?.replacing("+", with: "%20")
        return try Request(head: head, body: body).query(name)
    }

    /// One of the values of `Choice`; throws 400 otherwise.
    func choice<Word: Choice>(_ name: String, _: Word.Type) throws(Problem) -> Word? {
        guard let text = try query(name) else { return nil }
        return try Word(text, field: name)
    }

    /// A whole number in `range`; throws 400 otherwise.
    func integer<Number: FixedWidthInteger>(_ name: String, in range: ClosedRange<Number>) throws(Problem) -> Number? {
        guard let text = try query(name) else { return nil }
        guard let number = Number(text), range.contains(number), text == String(number) else {
            throw .invalid(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// `Link` to the next page: this request with another cursor.
    func nextLink(cursor: String) -> String {
        let others = (uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("cursor=") }
        let query = (others.map(String.init) + ["cursor=\(cursor)"]).joined(separator: "&")
        // Nothing that could end the address early.
        let safe = query.filter { $0 != "<" && $0 != ">" && $0 != "\"" && $0 != " " }
        return "<\(uri.path)?\(safe)>; rel=\"next\""
    }
}
