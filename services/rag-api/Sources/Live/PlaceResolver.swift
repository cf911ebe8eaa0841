package import Core

/// Finds the stations that a phrase means: names, numbers, exits, districts, nicknames, English spellings, typing errors.
package struct PlaceResolver: Sendable {
    private let index: PlaceIndex
    /// Stations farther apart than this are different places, metres.
    private static let placeMeters = 1500.0
    private static let candidateLimit = 150
    /// Least similarity of a name with typing errors.
    private static let minimumSimilarity = 0.74
    /// Of a place that bears a part of the name asked for, as Gangnam-gu does of a station nobody knows.
    private static let partSimilarity = 0.9

    package init(_ stations: [Station]) {
        index = PlaceIndex(stations)
    }

    package var stations: [Station] { index.stations }

    /// Whether `question` names a station, a place of the city or a district letter by letter.
    package func knows(_ question: String) -> Bool { spot(in: question) != nil }

    /// The place that `phrase`, or failing that `question`, names; nil where none does.
    package func resolve(phrase: String?, question: String) -> ResolvedPlace? {
        if let phrase {
            let query = PlaceQuery(phrase)
            if let place = numbered(query) ?? exact(query) ?? exactWord(of: phrase, exit: query.exit) { return place }
        }
        let asked = PlaceQuery(question)
        if let place = numbered(asked) { return place }
        let similar = phrase.flatMap(fuzzy)
        if let name = spot(in: question), similar == nil || covers(name, phrase: phrase) {
            var query = PlaceQuery(phrase ?? question)
            query.name = PlaceNicknames.formal(name)
            query.exit = query.exit ?? asked.exit
            if var place = exact(query) {
                if !covers(name, phrase: phrase) { place.similarity = min(place.similarity, Self.partSimilarity) }
                return place
            }
        }
        return similar
    }

    /// Whether a name found letter by letter is most of what was asked for: `국회` is not, of `국회으원회관`.
    private func covers(_ name: String, phrase: String?) -> Bool {
        guard let phrase else { return true }
        return Double(name.count) >= 0.7 * Double(PlaceQuery(phrase).name.count)
    }

    // MARK: Letter by letter

    private func numbered(_ query: PlaceQuery) -> ResolvedPlace? {
        let row = query.stationID.flatMap { index.row(id: $0) } ?? query.number.flatMap { index.row(number: $0) }
        return row.map { ResolvedPlace(kind: .station, label: index.stations[$0].name, rows: [$0]) }
    }

    /// The first word of a longer phrase that is a name by itself.
    private func exactWord(of phrase: String, exit: Int?) -> ResolvedPlace? {
        let words = phrase.split(separator: " ").map(String.init)
        guard words.count > 1 else { return nil }
        for word in words {
            var query = PlaceQuery(word)
            guard query.name.count >= 2, isName(query.name) else { continue }
            query.exit = exit
            if let place = exact(query) { return place }
        }
        return nil
    }

    private func exact(_ query: PlaceQuery) -> ResolvedPlace? {
        guard query.name.count >= 2 || query.exit != nil, !query.name.isEmpty else { return nil }
        if let district = DistrictNames.full(query.name), let rows = index.rowsByDistrict[district] {
            return ResolvedPlace(kind: .district, label: district, rows: rows)
        }
        for name in Self.forms(query.name) {
            if let rows = index.rows(named: name) { return place(name, rows: rows, query: query) }
        }
        if let district = DistrictNames.stem(query.name), let rows = index.rowsByDistrict[district] {
            return ResolvedPlace(kind: .district, label: district, rows: rows)
        }
        let rows = index.names.indices.filter { index.names[$0].contains(query.name) }
        guard !rows.isEmpty, query.name.count >= 2 else { return nil }
        return place(query.name, rows: rows, query: query)
    }

    /// `망원역` as asked, then without `역`, then as English writes it; the subway station comes before what else bears its name.
    private static func forms(_ name: String) -> [String] {
        var forms = [name]
        if Hangul.contains(name) {
            if !name.hasSuffix("역") { forms.insert(name + "역", at: 0) }
        } else {
            for ending in ["station", "stn"] where name.hasSuffix(ending) && name.count > ending.count {
                let stem = String(name.dropLast(ending.count))
                forms = [name, stem + "yeok", stem]
            }
            if forms.count == 1 { forms = [name + "yeok", name] }
        }
        return forms
    }

    /// The stations of a name, those at the exit asked for first; several places far apart are a choice.
    private func place(_ name: String, rows: [Int], query: PlaceQuery, similarity: Double = 1) -> ResolvedPlace {
        let clusters = clusters(of: rows)
        if clusters.count > 1 {
            let choices = clusters.prefix(5).map { label(of: $0[0]) }
            return ResolvedPlace(
                kind: .ambiguous,
                label: query.phrase,
                rows: clusters.prefix(5).map { $0[0] },
                choices: choices,
                similarity: similarity
            )
        }
        let isOne = rows.count == 1 && index.names[rows[0]] == name
        var place = ResolvedPlace(
            kind: isOne ? .station : .place,
            label: isOne ? index.stations[rows[0]].name : displayName(name, row: rows[0]),
            rows: rows,
            similarity: similarity
        )
        if let exit = query.exit { narrow(&place, to: exit) }
        return place
    }

    /// Puts the stations at an exit first.
    private func narrow(_ place: inout ResolvedPlace, to exit: Int) {
        let atExit = place.rows.filter { Self.exit(of: index.names[$0]) == exit }
        guard let first = atExit.first else {
            place.missingExit = exit
            return
        }
        place.rows = atExit + nearest(to: first, place.rows.filter { !atExit.contains($0) })
        place.askedRows = atExit.count
        if atExit.count == 1 { place.label = index.stations[first].name }
    }

    /// The number before `번출구` in a folded name.
    static func exit(of name: String) -> Int? {
        guard let range = name.firstRange(of: "번출") else { return nil }
        return Int(String(name[..<range.lowerBound].reversed().prefix { $0.isNumber }.reversed()))
    }

    /// The longest name of the city that stands in `question`; short ones only where a word begins.
    package func spot(in question: String) -> String? {
        let text = question.lowercased().prefix(200)
        var folded: [Character] = []
        var isWordStart: [Bool] = []
        var begins = true
        for character in text {
            guard character.isLetter || character.isNumber else {
                begins = true
                continue
            }
            folded.append(character)
            isWordStart.append(begins)
            begins = false
        }
        var best: String?
        for start in folded.indices where isWordStart[start] || folded[start].isASCII == false {
            let longest = min(16, folded.count - start)
            guard longest >= 2 else { continue }
            for length in stride(from: longest, through: max(2, (best?.count ?? 0) + 1), by: -1) {
                let part = String(folded[start..<(start + length)])
                guard isName(part), isWordStart[start] || length >= 3 else { continue }
                // An English name ends where a word ends.
                let end = start + length
                if folded[start].isASCII, end < folded.count, !isWordStart[end] { continue }
                best = part
                break
            }
        }
        return best
    }

    private func isName(_ part: String) -> Bool {
        if DistrictNames.full(part) != nil { return true }
        if DistrictNames.stem(part) != nil { return true }
        guard let rows = index.rows(named: part) else {
            let formal = PlaceNicknames.formal(part)
            return formal != part && (index.rows(named: formal) != nil || index.names.contains { $0.contains(formal) })
        }
        // A word that stands at many ends of the city is no place.
        return rows.count == 1 || clusters(of: rows, limit: 3).count < 3
    }

    // MARK: With typing errors

    private func fuzzy(_ phrase: String) -> ResolvedPlace? {
        let whole = PlaceQuery(phrase)
        var best: (similarity: Double, keys: [PlaceIndex.Key], query: PlaceQuery)?
        let words = phrase.split(separator: " ").map(String.init)
        let parts = [whole] + (words.count > 1 ? words.map(PlaceQuery.init) : [])
        for query in parts where query.name.count >= 2 {
            for name in Set(Self.forms(query.name) + [Wording.withoutParticle(query.name)]) {
                let found = similar(to: name)
                guard let similarity = found.first?.similarity else { continue }
                if best.map({ similarity > $0.similarity }) ?? true {
                    let keys = found.prefix { $0.similarity > similarity - 0.001 }.map(\.key)
                    best = (similarity, Array(keys), query)
                }
            }
        }
        guard let best else { return nil }
        let rows = best.keys.flatMap(\.rows)
        var seen: Set<Int> = []
        return place(
            best.keys[0].name,
            rows: rows.filter { seen.insert($0).inserted },
            query: best.query,
            similarity: best.similarity
        )
    }

    private func similar(to name: String) -> [(similarity: Double, key: PlaceIndex.Key)] {
        let keystrokes = Hangul.keystrokes(name)
        guard keystrokes.count >= 4 else { return [] }
        let limit = keystrokes.count / 4
        return index.candidates(for: keystrokes, limit: Self.candidateLimit).compactMap { key in
            guard let distance = EditDistance.between(keystrokes, key.keystrokes, limit: limit) else { return nil }
            let similarity = 1 - Double(distance) / Double(max(keystrokes.count, key.keystrokes.count))
            return similarity >= Self.minimumSimilarity ? (similarity, key) : nil
        }.sorted { $0.similarity > $1.similarity }
    }

    // MARK: Where

    /// The stations nearest to `row`, it first not included; in their own order where nothing is known of the place.
    package func nearest(to row: Int?, _ rows: [Int]) -> [Int] {
        guard let row, let center = index.stations[row].location else { return rows }
        return rows.sorted { meters($0, center) < meters($1, center) }
    }

    /// Stations within `meters` of `row`, nearest first, `row` itself left out.
    package func neighbours(of row: Int, meters limit: Double) -> [Int] {
        guard let center = index.stations[row].location else { return [] }
        let near = index.stations.indices.filter { $0 != row && meters($0, center) <= limit }
        return near.sorted { meters($0, center) < meters($1, center) }
    }

    private func meters(_ row: Int, _ center: Coordinate) -> Double {
        index.stations[row].location.map { center.meters(to: $0) } ?? .infinity
    }

    /// Rows grouped by where they are, each group around its first row; at most `limit` groups.
    private func clusters(of rows: [Int], limit: Int = 12) -> [[Int]] {
        var clusters: [[Int]] = []
        for row in rows {
            let place = index.stations[row].location
            let position = clusters.firstIndex { cluster in
                guard let place, let center = index.stations[cluster[0]].location else { return true }
                return center.meters(to: place) <= Self.placeMeters
            }
            if let position {
                clusters[position].append(row)
            } else if clusters.count < limit {
                clusters.append([row])
            }
        }
        return clusters
    }

    private func label(of row: Int) -> String {
        let station = index.stations[row]
        return station.district.isEmpty ? station.name : "\(station.name) (\(station.district))"
    }

    /// A folded name as it is written in the station's, e.g. with its blanks; Latin forms become the station's own first word.
    private func displayName(_ name: String, row: Int) -> String {
        let station = index.stations[row].name
        guard !Hangul.contains(name) || !Wording.folded(station).contains(name) else { return name }
        guard Hangul.contains(station), let end = station.firstIndex(of: "역") else {
            return station.split(separator: " ").first.map(String.init) ?? station
        }
        return String(station[...end])
    }
}
