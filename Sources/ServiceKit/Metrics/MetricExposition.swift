/// Prometheus text format 0.0.4.
enum MetricExposition {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private struct Block {
        let kind: MetricKind
        let help: String
        var lines: MetricLines
    }

    /// Families in order of name, each with HELP and TYPE, series in order of their labels.
    static func text(
        families: [MetricFamily],
        samples: [MetricSample],
        descriptions: [String: String]
    ) -> [UInt8] {
        var blocks: [String: Block] = [:]
        for family in families where !family.series.isEmpty {
            var lines = MetricLines()
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                series.write(name: family.name, labels: labels, into: &lines)
            }
            let help = descriptions[family.name] ?? defaultHelp(family.name)
            blocks[family.name] = Block(kind: family.kind, help: help, lines: lines)
        }
        for sample in samples {
            let help = sample.help ?? descriptions[sample.name] ?? defaultHelp(sample.name)
            var block = blocks[sample.name] ?? Block(kind: sample.kind, help: help, lines: MetricLines())
            guard block.kind == sample.kind else { continue }
            block.lines.append(sample.name, sample.labels, sample.value)
            blocks[sample.name] = block
        }
        var text = ""
        for (name, block) in blocks.sorted(by: { $0.key < $1.key }) {
            let help = block.help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(block.kind.rawValue)\n"
            text += block.lines.text
        }
        return Array(text.utf8)
    }

    /// `collector_polls_total` → `Collector polls.`
    private static func defaultHelp(_ name: String) -> String {
        var words = name.split(separator: "_").map(String.init)
        if words.last == "total" { words.removeLast() }
        let sentence = words.joined(separator: " ")
        return sentence.prefix(1).uppercased() + sentence.dropFirst() + "."
    }
}

/// Lines of the exposition as they are put together.
struct MetricLines {
    private(set) var text = ""

    /// Appends one line; `extra` is a label that is already in its exposition form.
    mutating func append(_ name: String, _ labels: LabelSet, extra: String = "", _ value: Double) {
        text += name
        if !labels.text.isEmpty || !extra.isEmpty {
            let separator = labels.text.isEmpty || extra.isEmpty ? "" : ","
            text += "{\(labels.text)\(separator)\(extra)}"
        }
        text += " \(Self.number(value))\n"
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }
}
