import Core
package import ServiceKit

/// A JSON object that clients send, and the members it may have.
package protocol RequestBody: Decodable, Sendable {
    /// Their names on the wire.
    static var members: [String] { get }
    /// Those of them that may be null.
    static var nullable: [String] { get }
}

/// What a decoder passes by in silence, though the client meant something by it.
extension RequestBody {
    package static var nullable: [String] { [] }

    /// Throws 400 with every member that is none of this body's, is there twice, or is null and has to be a value.
    package static func check(_ json: [UInt8]) throws(Problem) {
        guard String(validating: json, as: UTF8.self) != nil else { throw .badRequest("The body is not UTF-8.") }
        let errors: [Problem.FieldError]?
        do throws(JSONError) {
            errors = try wrongMembers(json)
        } catch {
            throw .badRequest("The body is not well-formed JSON.")
        }
        guard let errors else { throw .badRequest("The body must be a JSON object.") }
        guard let first = errors.first else { return }
        throw .badRequest("\(first.field): \(first.message)", errors: errors)
    }

    /// Nil when it is no object.
    private static func wrongMembers(_ json: [UInt8]) throws(JSONError) -> [Problem.FieldError]? {
        var reader = JSONReader(json)
        guard try reader.peek() == .object else {
            try reader.skipValue()
            try reader.expectEnd()
            return nil
        }
        var errors: [Problem.FieldError] = []
        var seen: Set<String> = []
        try reader.beginObject()
        while let name = try reader.nextKeyText() {
            let isNull = try reader.peek() == .null
            try reader.skipValue()
            let message: String? =
                if !members.contains(name) {
                    "is no field of this; there are \(members.joined(separator: ", "))"
                } else if !seen.insert(name).inserted {
                    "is there twice"
                } else if isNull && !nullable.contains(name) {
                    "must not be null"
                } else {
                    nil
                }
            // An answer need not be as long as what somebody thinks of.
            guard let message, errors.count < 20 else { continue }
            errors.append(Problem.FieldError(field: String(name.prefix(40)), message: message))
        }
        try reader.expectEnd()
        return errors
    }
}
