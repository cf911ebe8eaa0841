/// Which passages may be found at all; the same filter holds for every leg of a search. An empty set leaves a field open.
package struct PassageFilter: Sendable, Hashable {
    package var kinds: Set<String>
    package var languages: Set<String>
    /// Districts; passages that speak of no district pass as well.
    package var districts: Set<String>
    /// Earliest day, `YYYY-MM-DD`; passages without a date do not pass.
    package var since: String?
    /// Latest day, `YYYY-MM-DD`; passages without a date do not pass.
    package var until: String?

    /// A filter; without arguments it lets everything through.
    package init(
        kinds: Set<String> = [],
        languages: Set<String> = [],
        districts: Set<String> = [],
        since: String? = nil,
        until: String? = nil
    ) {
        self.kinds = kinds
        self.languages = languages
        self.districts = districts
        self.since = since
        self.until = until
    }

    /// Whether everything passes.
    package var isEmpty: Bool {
        kinds.isEmpty && languages.isEmpty && districts.isEmpty && since == nil && until == nil
    }

    /// Whether `passage` may be found.
    package func allows(_ passage: Passage) -> Bool {
        guard kinds.isEmpty || kinds.contains(passage.kind) else { return false }
        guard languages.isEmpty || languages.contains(passage.language) else { return false }
        if !districts.isEmpty, let district = passage.district, !districts.contains(district) { return false }
        if let since { guard let date = passage.date, date >= since else { return false } }
        if let until { guard let date = passage.date, date <= until else { return false } }
        return true
    }
}
