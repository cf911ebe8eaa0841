import Core
import Logging

/// Turns one log event into the bytes of one line, line feed included.
struct LogLineFormatter: Sendable {
    private struct Field {
        let key: String
        let value: Value
    }

    private enum Value {
        case text(String)
        case integer(Int)
        /// Shown with at most three decimals.
        case number(Double)

        var text: String {
            switch self {
            case .text(let text): text
            case .integer(let integer): "\(integer)"
            case .number(let number): "\((number * 1000).rounded() / 1000)"
            }
        }
    }

    let service: String
    let version: String
    let format: LogFormat

    func line(at time: Timestamp, level: Logger.Level, message: String, metadata: Logger.Metadata) -> [UInt8] {
        var fields: [Field] = []
        fields.reserveCapacity(metadata.count)
        for (key, value) in metadata {
            Self.flatten(value, under: key, into: &fields)
        }
        fields.sort { $0.key < $1.key }
        switch format {
        case .json: return json(at: time, level: level, message: message, fields: fields)
        case .text: return text(at: time, level: level, message: message, fields: fields)
        }
    }

    private func json(
        at time: Timestamp,
        level: Logger.Level,
        message: String,
        fields: [Field]
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key("ts")
        writer.plainString(Self.utcTime(time))
        writer.field("level", level.rawValue)
        writer.field("service", service)
        writer.field("version", version)
        writer.field("message", message)
        for field in fields {
            writer.key(Self.isReserved(field.key) ? "metadata.\(field.key)" : Self.plainKey(field.key))
            switch field.value {
            case .text(let text): writer.string(text)
            case .integer(let integer): writer.integer(integer)
            case .number(let number): writer.number(number, decimals: 3)
            }
        }
        writer.endObject()
        writer.endLine()
        return writer.bytes
    }

    private func text(
        at time: Timestamp,
        level: Logger.Level,
        message: String,
        fields: [Field]
    ) -> [UInt8] {
        var line = String(decoding: Self.utcTime(time), as: UTF8.self)
        line += " " + level.rawValue.uppercased() + String(repeating: " ", count: max(1, 9 - level.rawValue.count))
        line += service + ": " + message
        for field in fields {
            line += " \(field.key)=\(field.value.text)"
        }
        // A value with a line feed must not look like a line of its own.
        line.replace("\n", with: "\\n")
        return Array(line.utf8) + [UInt8(ascii: "\n")]
    }

    /// Dictionaries become dotted keys; arrays one value, their parts joined with commas.
    private static func flatten(
        _ value: Logger.MetadataValue,
        under key: String,
        into fields: inout [Field]
    ) {
        switch value {
        case .string(let text): fields.append(Field(key: key, value: .text(text)))
        case .stringConvertible(let integer as Int): fields.append(Field(key: key, value: .integer(integer)))
        case .stringConvertible(let number as Double): fields.append(Field(key: key, value: .number(number)))
        case .stringConvertible(let other): fields.append(Field(key: key, value: .text(other.description)))
        case .dictionary(let dictionary):
            for (name, inner) in dictionary {
                flatten(inner, under: "\(key).\(name)", into: &fields)
            }
        case .array(let values):
            var parts: [Field] = []
            for inner in values {
                flatten(inner, under: "", into: &parts)
            }
            fields.append(Field(key: key, value: .text(parts.map(\.value.text).joined(separator: ","))))
        }
    }

    private static func isReserved(_ key: String) -> Bool {
        switch key {
        case "ts", "level", "service", "version", "message": true
        default: false
        }
    }

    /// `key` with every byte that JSON would have to escape replaced by `_`.
    private static func plainKey(_ key: String) -> String {
        guard key.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
            return key
        }
        return String(key.map { $0.isASCII && ($0 == "\"" || $0 == "\\" || $0.isNewline || $0 < " ") ? "_" : $0 })
    }

    /// RFC 3339 in UTC, always with milliseconds: `2026-11-22T10:00:00.250Z`.
    private static func utcTime(_ time: Timestamp) -> [UInt8] {
        let civil = CivilTime(time, utcOffsetSeconds: 0)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        func append(_ value: Int, width: Int, then separator: Character) {
            let digits = String(value)
            bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, width - digits.utf8.count)))
            bytes.append(contentsOf: digits.utf8)
            bytes.append(contentsOf: String(separator).utf8)
        }
        append(civil.year, width: 4, then: "-")
        append(civil.month, width: 2, then: "-")
        append(civil.day, width: 2, then: "T")
        append(civil.hour, width: 2, then: ":")
        append(civil.minute, width: 2, then: ":")
        append(civil.second, width: 2, then: ".")
        append(civil.millisecond, width: 3, then: "Z")
        return bytes
    }
}
