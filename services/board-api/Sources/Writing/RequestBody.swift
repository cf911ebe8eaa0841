import Core
package import ServiceKit

/// A JSON object that clients send; all members of the board's are strings.
package protocol RequestBody: Sendable {
    /// The members it may have.
    static var members: [BodyMember] { get }
    /// Takes the strings, of which all that are required are there.
    init(_ texts: BodyTexts)
}

/// A member of a body.
package struct BodyMember: Sendable {
    let name: String
    let isRequired: Bool
    let isNullable: Bool

    /// It has to be there.
    static func required(_ name: String) -> BodyMember {
        BodyMember(name: name, isRequired: true, isNullable: false)
    }

    /// It may be left out, but is not null.
    static func optional(_ name: String) -> BodyMember {
        BodyMember(name: name, isRequired: false, isNullable: false)
    }

    /// It may be left out or null.
    static func nullable(_ name: String) -> BodyMember {
        BodyMember(name: name, isRequired: false, isNullable: true)
    }
}

/// The strings of one body.
package struct BodyTexts {
    /// A few, so that looking through them is quicker than a dictionary. Nil is null.
    fileprivate var members: [(name: String, text: String?)] = []

    /// A member that has to be there.
    subscript(required name: String) -> String { self[name] ?? "" }

    /// Nil when the member is null or left out.
    subscript(name: String) -> String? { member(name) ?? nil }

    /// Nil when the member is left out, a nil inside when it is null.
    func member(_ name: String) -> String?? {
        members.first { $0.name == name }.map(\.text)
    }
}

extension RequestBody {
    /// Reads a body. Throws 400 with every member that is none of this body's, is there twice, is missing, or is null or
    /// something else and has to be a string: a client meant something by it that must not be passed by in silence.
    package init(json: [UInt8]) throws(Problem) {
        guard (try? UTF8Span(validating: json.span)) != nil else { throw .badRequest("The body is not UTF-8.") }
        var parser = BodyParser(members: Self.members)
        do throws(JSONError) {
            try parser.read(json)
        } catch {
            throw .badRequest("The body is not well-formed JSON.")
        }
        guard parser.isObject else { throw .badRequest("The body must be a JSON object.") }
        if let first = parser.errors.first {
            throw .badRequest("\(first.field): \(first.message)", errors: parser.errors)
        }
        self.init(parser.texts)
    }
}

/// Reads one body and notes all that is wrong with it.
private struct BodyParser {
    /// An answer need not be as long as what somebody thinks of.
    private static let errorLimit = 20

    let members: [BodyMember]
    private(set) var texts = BodyTexts()
    private(set) var errors: [Problem.FieldError] = []
    private(set) var isObject = true

    init(members: [BodyMember]) {
        self.members = members
    }

    mutating func read(_ json: [UInt8]) throws(JSONError) {
        var reader = JSONReader(json, refusesLoneSurrogates: true)
        guard try reader.peek() == .object else {
            try reader.skipValue()
            try reader.expectEnd()
            isObject = false
            return
        }
        try reader.beginObject()
        while let name = try reader.nextKeyText() { try readMember(name, &reader) }
        try reader.expectEnd()
        for member in members where member.isRequired && texts.member(member.name) == nil {
            // One that is there and wrong has been noted.
            if !errors.contains(where: { $0.field == member.name }) { note(member.name, "is required") }
        }
    }

    private mutating func readMember(_ name: String, _ reader: inout JSONReader) throws(JSONError) {
        let kind = try reader.peek()
        let text: String?
        if kind == .string {
            text = try reader.readString()
        } else {
            text = nil
            try reader.skipValue()
        }
        guard let member = members.first(where: { $0.name == name }) else {
            note(name, "is no field of this; there are \(members.map(\.name).joined(separator: ", "))")
            return
        }
        if texts.member(name) != nil {
            note(name, "is there twice")
        } else if kind == .null && !member.isNullable {
            note(name, "must not be null")
        } else if kind != .null && kind != .string {
            note(name, "must be a string")
        } else {
            texts.members.append((name, text))
        }
    }

    private mutating func note(_ field: String, _ message: String) {
        guard errors.count < Self.errorLimit else { return }
        errors.append(Problem.FieldError(field: String(field.prefix(40)), message: message))
    }
}
