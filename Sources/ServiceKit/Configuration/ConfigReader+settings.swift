package import Configuration
import Core

/// Reading settings by their name in the environment.
///
/// A value that is present and malformed always throws; a default stands in only for a value that is absent or empty.
extension ConfigReader {
    /// The text of `name`, nil when it is absent or empty.
    package func optionalText(_ name: String, isSecret: Bool = false) -> String? {
        let key = ConfigKey(name.lowercased().split(separator: "_").map(String.init))
        guard let text = string(forKey: key, isSecret: isSecret), !text.isEmpty else { return nil }
        return text
    }

    /// The text of `name`. Throws ``ConfigurationError`` when it is absent and there is no default.
    package func text(_ name: String, default fallback: String? = nil, isSecret: Bool = false) throws -> String {
        guard let text = optionalText(name, isSecret: isSecret) ?? fallback else {
            throw ConfigurationError(key: name, problem: "is required")
        }
        return text
    }

    /// What `parse` makes of the text of `name`; `expected` completes the sentence "'abc' is not …".
    package func optionalValue<Value>(
        _ name: String,
        expected: String,
        isSecret: Bool = false,
        parse: (String) -> Value?
    ) throws -> Value? {
        guard let text = optionalText(name, isSecret: isSecret) else { return nil }
        guard let value = parse(text) else {
            throw ConfigurationError(key: name, problem: "\(isSecret ? "the value" : "'\(text)'") is not \(expected)")
        }
        return value
    }

    /// A whole number within `range`.
    package func integer(_ name: String, default fallback: Int, in range: ClosedRange<Int>) throws -> Int {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return try optionalValue(name, expected: expected) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        } ?? fallback
    }

    /// A finite number within `range`.
    package func number(_ name: String, default fallback: Double, in range: ClosedRange<Double>) throws -> Double {
        let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
        return try optionalValue(name, expected: expected) { text in
            Double(text).flatMap { range.contains($0) ? $0 : nil }
        } ?? fallback
    }

    /// A TCP port, 0 (any free one) to 65535.
    package func port(_ name: String, default fallback: Int) throws -> Int {
        try optionalValue(name, expected: "a port number") { text in
            UInt16(text).map(Int.init)
        } ?? fallback
    }

    /// `on`, `true`, `yes`, `1` or `off`, `false`, `no`, `0`.
    package func flag(_ name: String, default fallback: Bool) throws -> Bool {
        try optionalValue(name, expected: "on or off") { text in
            switch text.lowercased() {
            case "on", "true", "yes", "1": true
            case "off", "false", "no", "0": false
            default: nil
            }
        } ?? fallback
    }

    /// A duration written `500ms`, `2s`, `5m`, `1h`, within `range`.
    package func duration(
        _ name: String,
        default fallback: Duration,
        in range: ClosedRange<Duration> = .zero ... .seconds(31_536_000)
    ) throws -> Duration {
        let expected =
            "a duration like 500ms, 2s or 5m from \(range.lowerBound.settingText) to \(range.upperBound.settingText)"
        return try optionalValue(name, expected: expected) { text in
            Duration(settingText: text).flatMap { range.contains($0) ? $0 : nil }
        } ?? fallback
    }

    /// One of the raw values of `Choice`.
    package func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        default fallback: Choice
    ) throws -> Choice {
        let expected = "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", ")
        return try optionalValue(name, expected: expected) { Choice(rawValue: $0.lowercased()) } ?? fallback
    }

    /// The parts of a comma list, spaces around them and empty ones left away; empty when absent.
    package func list(_ name: String, default fallback: [String] = []) throws -> [String] {
        guard let text = optionalText(name) else { return fallback }
        return text.split(separator: ",").map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
    }
}

extension Duration {
    /// The duration in the largest unit that shows it whole, e.g. `5m`; below a millisecond rounded down.
    package var settingText: String {
        let milliseconds = inMilliseconds
        for (suffix, unit) in [("h", 3_600_000), ("m", 60_000), ("s", 1000)] as [(String, Int64)]
        where milliseconds >= unit && milliseconds % unit == 0 {
            return "\(milliseconds / unit)\(suffix)"
        }
        return "\(milliseconds)ms"
    }
}

extension StringProtocol {
    func trimmingSpaces() -> String {
        let start = drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}
