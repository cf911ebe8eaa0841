/// A value of an XGBoost document, whether it was written as JSON or as UBJSON.
enum ModelValue {
    case object([String: ModelValue])
    case list([ModelValue])
    /// A list of numbers (or of truth values, as 0 and 1).
    case numbers([Double])
    case text(String)
    case number(Double)
    case null

    /// The member of an object.
    subscript(key: String) -> ModelValue? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    /// A list; an empty list of numbers is an empty list.
    var list: [ModelValue]? {
        switch self {
        case .list(let values): values
        case .numbers(let numbers) where numbers.isEmpty: []
        default: nil
        }
    }

    var numbers: [Double]? {
        switch self {
        case .numbers(let numbers): numbers
        case .list(let values) where values.isEmpty: []
        default: nil
        }
    }

    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    /// A whole number, also one written as text, as XGBoost writes its parameters.
    var integer: Int? {
        switch self {
        case .number(let number): Int(exactly: number)
        case .text(let text): Int(text)
        default: nil
        }
    }
}

/// Counts what a document holds, so that a hostile one cannot take more memory than a large honest one.
struct DocumentBudget {
    private var values = 0
    private var numbers = 0

    mutating func takeValue() throws(ModelFormatError) {
        values += 1
        guard values <= ModelLimits.documentValues else {
            throw ModelFormatError("more than \(ModelLimits.documentValues) values")
        }
    }

    mutating func takeNumbers(_ count: Int) throws(ModelFormatError) {
        guard count <= ModelLimits.documentNumbers - numbers else {
            throw ModelFormatError("more than \(ModelLimits.documentNumbers) numbers")
        }
        numbers += count
    }
}
