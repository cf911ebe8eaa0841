import Retrieval

/// The filter of a question or search, checked value by value.
struct FilterFields {
    var filter = PassageFilter()
    private let facts: PassageFacts
    private static let valueLimit = 50

    init(facts: PassageFacts) {
        self.facts = facts
    }

    /// Takes one of the filter's fields; unknown fields and values are problems.
    mutating func set(_ name: String, _ values: [String], path: String, problems: inout FieldProblems) {
        guard values.count <= Self.valueLimit, values.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 100 }) else {
            return problems.add(path, "must have 1 to \(Self.valueLimit) values of 1 to 100 bytes")
        }
        switch name {
        case "kinds":
            check(values, known: facts.kinds.union([PassageFacts.postKind]), path: path, problems: &problems)
            filter.kinds = Set(values)
        case "languages":
            check(values, known: facts.languages.union(["ko", "en"]), path: path, problems: &problems)
            filter.languages = Set(values)
        case "districts":
            let known = facts.districts.union(DistrictNames.all.map(\.korean))
            check(values, known: known, path: path, problems: &problems)
            filter.districts = Set(values)
        case "since": filter.since = day(values, path: path, problems: &problems)
        case "until": filter.until = day(values, path: path, problems: &problems)
        default: problems.add(path, "is no field of a filter; there are kinds, languages, districts, since and until")
        }
        if let since = filter.since, let until = filter.until, since > until {
            problems.add(path, "since must not be after until")
        }
    }

    private func check(_ values: [String], known: Set<String>, path: String, problems: inout FieldProblems) {
        for value in values where !known.contains(value) {
            problems.add(
                path,
                "has the unknown value '\(value.prefix(40))'; known are \(known.sorted().joined(separator: ", "))"
            )
        }
    }

    private func day(_ values: [String], path: String, problems: inout FieldProblems) -> String? {
        guard values.count == 1, Self.isDay(values[0]) else {
            problems.add(path, "must be a day like 2026-11-22")
            return nil
        }
        return values[0]
    }

    static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }),
            let month = Int(parts[1]), let day = Int(parts[2])
        else { return false }
        return (1...12).contains(month) && (1...31).contains(day)
    }
}
