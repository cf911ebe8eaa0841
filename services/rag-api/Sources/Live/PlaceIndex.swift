package import Core

/// The names by which stations can be meant, with the stations of each.
package struct PlaceIndex: Sendable {
    /// A name as it is compared.
    struct Key: Sendable {
        let name: String
        let keystrokes: [UInt8]
        /// Rows of the snapshot, in its order.
        var rows: [Int]
    }

    package let stations: [Station]
    private(set) var keys: [Key] = []
    private var places: [String: Int] = [:]
    /// Keys by the pairs of neighbouring keystrokes they hold.
    private var byBigram: [UInt16: [Int32]] = [:]
    private let rowsByNumber: [String: Int]
    private let rowsByID: [String: Int]
    let rowsByDistrict: [String: [Int]]
    /// Folded names of the stations, in their order.
    let names: [String]

    /// Names with more stations than this in more than ``genericClusters`` parts of the city say nothing about where.
    private static let longestKey = 24

    package init(_ stations: [Station]) {
        self.stations = stations
        names = stations.map { Wording.folded($0.name) }
        var numbers: [String: Int] = [:]
        var ids: [String: Int] = [:]
        var districts: [String: [Int]] = [:]
        for (row, station) in stations.enumerated() {
            if !station.number.isEmpty { numbers[station.number] = row }
            ids[station.id.uppercased()] = row
            if !station.district.isEmpty { districts[station.district, default: []].append(row) }
        }
        (rowsByNumber, rowsByID, rowsByDistrict) = (numbers, ids, districts)
        for row in stations.indices {
            for name in Self.keyNames(stations[row].name) { add(name, row: row) }
        }
        for (index, key) in keys.enumerated() {
            for pair in Self.bigrams(key.keystrokes) { byBigram[pair, default: []].append(Int32(index)) }
        }
    }

    func row(number: String) -> Int? { rowsByNumber[number] }

    func row(id: String) -> Int? { rowsByID[id] }

    /// The stations whose name, or a word of it, is `name` (folded).
    func rows(named name: String) -> [Int]? { places[name].map { keys[$0].rows } }

    /// The keys that share the most pairs of keystrokes with `keystrokes`, at most `limit`.
    func candidates(for keystrokes: [UInt8], limit: Int) -> [Key] {
        var shared: [Int32: Int] = [:]
        for pair in Self.bigrams(keystrokes) {
            for key in byBigram[pair] ?? [] { shared[key, default: 0] += 1 }
        }
        let ranked = shared.sorted { ($0.value, -$0.key) > ($1.value, -$1.key) }
        return ranked.prefix(limit).map { keys[Int($0.key)] }
    }

    private mutating func add(_ name: String, row: Int) {
        if let index = places[name] {
            if keys[index].rows.last != row { keys[index].rows.append(row) }
        } else {
            places[name] = keys.count
            keys.append(Key(name: name, keystrokes: Hangul.keystrokes(name), rows: [row]))
        }
    }

    /// The whole name, its words, what stands before an exit, names of subway stations without `역`, and all that in Latin letters.
    private static func keyNames(_ name: String) -> Set<String> {
        let words = Wording.words(name).map(Wording.folded).filter { !$0.isEmpty }
        var found: Set<String> = [Wording.folded(name)]
        var joined = ""
        for word in words.prefix(4) {
            joined += word
            if joined.count <= longestKey { found.insert(joined) }
            found.insert(word)
            for form in [word, joined] {
                guard let end = form.range(of: "역") else { continue }
                let head = String(form[..<end.upperBound])
                found.insert(head)
                if head.count >= 3 { found.insert(String(head.dropLast())) }
            }
        }
        found = found.filter { $0.count >= 2 && $0.count <= longestKey && !isOnlyPosition($0) }
        for key in found where Hangul.contains(key) {
            let latin = Romanisation.latin(key)
            if latin.count >= 4 { found.insert(latin) }
        }
        return found
    }

    private static func isOnlyPosition(_ word: String) -> Bool {
        let rest = word.drop { $0.isNumber }
        return [
            "번출구", "번출입구", "번출구앞", "번출구옆", "출구", "건너편", "버스정류장", "버스정류소", "입구", "정문", "후문", "옆", "앞", "사거리", "삼거리",
            "교차로", "아파트", "공원",
        ]
        .contains(String(rest)) || rest.isEmpty || rest.hasPrefix("번출") || rest.hasPrefix("번 출")
            || (word.first?.isNumber == true && rest.count <= 2)
    }

    private static func bigrams(_ keystrokes: [UInt8]) -> Set<UInt16> {
        guard keystrokes.count > 1 else { return [] }
        return Set(zip(keystrokes, keystrokes.dropFirst()).map { UInt16($0) << 8 | UInt16($1) })
    }
}

extension String {
    fileprivate func range(of part: Character) -> Range<String.Index>? {
        firstIndex(of: part).map { $0..<index(after: $0) }
    }
}
