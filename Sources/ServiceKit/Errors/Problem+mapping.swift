import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1

extension Problem {
    /// The problem an error stands for; nil when it is none of the client's business.
    init?(mapping error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let convertible as any ProblemConvertible: self = convertible.problem
        case let error as DecodingError: self = Problem.undecodable(error)
        case is NIOTooManyBytesError: self = Problem(.contentTooLarge, detail: "The body is too large.")
        case let error as HTTPParserError: self = Problem.malformed(error)
        case is CancellationError:
            self = .unavailable("The request was given up because the service stops.", retryAfter: 5)
        case let error as HTTPError:
            self.init(error.status, detail: error.body, headers: error.headers)
        case let error as any HTTPResponseError:
            self.init(error.status)
        default: return nil
        }
    }

    /// What NIO's parser could not read.
    static func malformed(_ error: HTTPParserError) -> Problem {
        var problem =
            switch error {
            case .headerOverflow:
                Problem(
                    HTTPResponse.Status(code: 431, reasonPhrase: "Request Header Fields Too Large"),
                    detail: "The header fields or the request target are too large."
                )
            case .invalidVersion: Problem(.badRequest, detail: "Only HTTP/1.1 and HTTP/1.0 are spoken here.")
            default: Problem(.badRequest, detail: "The request is not well-formed HTTP.")
            }
        problem.headers[.connection] = "close"
        return problem
    }

    /// 400 that names the field a body or parameter could not be decoded at.
    static func undecodable(_ error: DecodingError) -> Problem {
        switch error {
        case .keyNotFound(let key, let context):
            return .invalid(fieldPath(context.codingPath + [key]), "is required")
        case .valueNotFound(_, let context):
            return .invalid(fieldPath(context.codingPath), "must not be null")
        case .typeMismatch(let type, let context):
            return .invalid(fieldPath(context.codingPath), "must be \(kindName(type))")
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            return .invalid(fieldPath(context.codingPath), "has a value that is not allowed")
        default:
            return .badRequest("The body is not well-formed JSON.")
        }
    }

    /// Dotted path in the wire's snake_case; places in arrays as numbers.
    private static func fieldPath(_ path: [any CodingKey]) -> String {
        guard !path.isEmpty else { return "body" }
        return path.map { $0.intValue.map(String.init) ?? snakeCase($0.stringValue) }.joined(separator: ".")
    }

    private static func snakeCase(_ name: String) -> String {
        var text = ""
        for character in name {
            if character.isUppercase && !text.isEmpty { text += "_" }
            text += character.lowercased()
        }
        return text
    }

    private static func kindName(_ type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is [Any].Type: "a list"
        default: "an object"
        }
    }
}
