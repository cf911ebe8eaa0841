/// The type of a metric family, as the exposition names it.
package enum MetricKind: String, Sendable {
    case counter
    case gauge
    case histogram
}

/// One value of a family that is read, not kept, when `/metrics` is asked for.
package struct MetricSample: Sendable {
    package let name: String
    package let kind: MetricKind
    /// Help text; nil takes the registry's description.
    package let help: String?
    package let labels: LabelSet
    package let value: Double

    package init(name: String, kind: MetricKind, help: String?, labels: LabelSet = LabelSet([]), value: Double) {
        self.name = name
        self.kind = kind
        self.help = help
        self.labels = labels
        self.value = value
    }
}

/// All series of one name.
struct MetricFamily: Sendable {
    let name: String
    let kind: MetricKind
    var series: [LabelSet: any MetricSeries] = [:]
}

/// The labels of one series in their exposition form: sorted, names valid, values escaped.
package struct LabelSet: Hashable, Comparable, Sendable {
    /// What stands between the braces; empty without labels.
    let text: String

    /// A name given twice keeps its last value.
    package init(_ labels: [(String, String)]) {
        let unique = Dictionary(labels.map { (MetricName.label($0.0), $0.1) }, uniquingKeysWith: { _, last in last })
        text =
            unique.sorted { $0.key < $1.key }
            .map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
            .joined(separator: ",")
    }

    package static func < (left: LabelSet, right: LabelSet) -> Bool { left.text < right.text }

    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") || $0 == 10 }) else {
            return value
        }
        return value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
