/// What filters look at, kept once for all passages that agree in it: a filter is tried on these few, not on every passage.
struct PassageFacets: Sendable {
    private struct Facet: Hashable {
        var kind: String
        var language: String
        var district: String?
        var date: String?
    }

    /// One passage of each sort.
    private var samples: [Passage] = []
    private var sortOfDocument: [UInt16] = []

    init(_ passages: [Passage]) {
        var numbers: [Facet: UInt16] = [:]
        sortOfDocument.reserveCapacity(passages.count)
        for passage in passages {
            let facet = Facet(
                kind: passage.kind,
                language: passage.language,
                district: passage.district,
                date: passage.date,
            )
            let next = UInt16(truncatingIfNeeded: samples.count)
            let number = numbers[facet] ?? next
            if number == next, numbers[facet] == nil {
                numbers[facet] = next
                samples.append(
                    Passage(
                        id: "",
                        documentID: "",
                        text: "",
                        language: facet.language,
                        kind: facet.kind,
                        district: facet.district,
                        date: facet.date,
                    )
                )
            }
            sortOfDocument.append(number)
        }
    }

    /// Which passages pass `filter`.
    func mask(_ filter: PassageFilter) -> [Bool] {
        let passing = samples.map(filter.allows)
        return sortOfDocument.map { passing[Int($0)] }
    }
}
