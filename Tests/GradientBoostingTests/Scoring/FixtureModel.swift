import Foundation
import GradientBoosting
import Testing

/// A model file of a C library and what the library made of some rows; `Fixtures/make_fixtures.py` describes the files.
struct FixtureModel: CustomTestStringConvertible {
    let name: String

    var testDescription: String { name }

    static let directory = Bundle.module.resourceURL?.appending(path: "Fixtures")

    /// All models whose name starts with the prefix.
    static func all(_ prefix: String) -> [FixtureModel] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory?.path() ?? "")) ?? []
        return names.filter { $0.hasPrefix(prefix) && !$0.hasSuffix(".expected") }.sorted().map(FixtureModel.init)
    }

    var bytes: [UInt8] {
        get throws { try Self.contents(name) }
    }

    /// The rows the library was asked about.
    var rows: FeatureColumns {
        get throws {
            let table = try words(Self.contents(name + ".expected"))[0]
            let values = try words(Self.contents("rows\(table)")).map(Float.init(bitPattern:))
            var columns = FeatureColumns(columnCount: 5, rowCount: values.count / 5)
            columns.values = values
            return columns
        }
    }

    /// Raw scores and predictions of the library.
    var expected: (raw: [Double], predictions: [Double]) {
        get throws {
            let bytes = try Self.contents(name + ".expected")
            let words = words(bytes)
            let rowCount = try rows.rowCount
            let numbers: [Double]
            if name.hasPrefix("lightgbm") {
                numbers = stride(from: 3, to: words.count, by: 2).map {
                    Double(bitPattern: UInt64(words[$0]) | UInt64(words[$0 + 1]) << 32)
                }
            } else {
                numbers = words[3...].map { Double(Float(bitPattern: $0)) }
            }
            let rawCount = Int(words[1]) * rowCount
            return (Array(numbers[..<rawCount]), Array(numbers[rawCount...]))
        }
    }

    private static func contents(_ name: String) throws -> [UInt8] {
        guard let directory else { throw CocoaError(.fileNoSuchFile) }
        return [UInt8](try Data(contentsOf: directory.appending(path: name)))
    }

    private func words(_ bytes: [UInt8]) -> [UInt32] {
        stride(from: 0, to: bytes.count - 3, by: 4).map { start in
            (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
        }
    }
}
