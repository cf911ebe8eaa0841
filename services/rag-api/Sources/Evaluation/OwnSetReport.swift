import Core

/// What the assistant made of the project's own questions, over one half of them.
struct OwnSetReport {
    /// A share with what it is made of.
    struct Share {
        var hits = 0
        var total = 0

        mutating func count(_ isHit: Bool) {
            total += 1
            if isHit { hits += 1 }
        }

        var text: String {
            guard total > 0 else { return "- (0)" }
            let percent = Double(hits) / Double(total)
            return "\(Self.rounded(percent)) (\(hits)/\(total))"
        }

        static func rounded(_ value: Double) -> String {
            let scaled = Int((value * 1000).rounded())
            let digits = String(scaled % 1000)
            return "\(scaled / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
        }
    }

    /// Answerable questions with the right passage among the eight found.
    var found = Share()
    var foundByStyle: [String: Share] = [:]
    var refusedAnswerable = Share()
    var refusedUnanswerable = Share()
    /// Cited spans that stand in their passage word for word.
    var verbatim = Share()
    /// Cited spans that come from a passage that answers, and answers that hold at least one.
    var supporting = Share()
    var supportedAnswers = Share()

    func lines(_ name: String) -> [String] {
        let styles = foundByStyle.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.text)" }
        return [
            "\(name): right passage in top 8 \(found.text); \(styles.joined(separator: ", "))",
            "\(name): refused unanswerable \(refusedUnanswerable.text), refused answerable \(refusedAnswerable.text)",
            "\(name): spans verbatim \(verbatim.text), spans from a right passage \(supporting.text), answers with one \(supportedAnswers.text)",
        ]
    }
}
