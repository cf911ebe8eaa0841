import Core

/// One answer of the bikeList API.
enum BikeListPage {
    /// Rows; fewer than asked for on the last page.
    case rows([StationRow])
    /// The page lies behind the last row (INFO-200).
    case end

    /// Reads an answer in any of the shapes seen: rows, an error at top level or under `RESULT`, or an XML body.
    static func parse(_ body: [UInt8]) throws(SourceError) -> BikeListPage {
        if body.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") {
            return try page(BikeListCode(xml: body), rows: nil)
        }
        var answer = BikeListAnswer()
        do throws(JSONError) {
            try answer.read(body)
        } catch {
            throw SourceError(.malformed, "bikeList answered what is not its JSON: \(error)")
        }
        return try page(answer.code, rows: answer.rows)
    }

    private static func page(_ code: BikeListCode?, rows: [StationRow]?) throws(SourceError) -> BikeListPage {
        guard let code, code.text != BikeListCode.ok else {
            guard let rows else { throw SourceError(.malformed, "bikeList answered neither rows nor a code") }
            return .rows(rows)
        }
        if code.text == BikeListCode.noData { return .end }
        throw code.error
    }
}

/// The result code of an answer, e.g. `INFO-000`.
struct BikeListCode {
    static let ok = "INFO-000"
    static let noData = "INFO-200"

    let text: String

    init(_ text: String) {
        self.text = text
    }

    /// Finds `<CODE>…</CODE>` in an XML answer, which comes for a wrong key or path whatever format was asked for.
    init(xml body: [UInt8]) {
        let text = String(decoding: body.prefix(4096), as: UTF8.self)
        let tail = text.split(separator: "<CODE>", maxSplits: 1).dropFirst().first
        self.text = tail?.split(separator: "<").first.map(String.init) ?? "XML without a code"
    }

    /// What the code means for the poll. Codes are the source's words: only letters, digits and hyphens are repeated.
    var error: SourceError {
        let shown = String(text.prefix(32).filter { $0.isASCII && ($0.isLetter || $0.isNumber || "- ".contains($0)) })
        switch text {
        case "ERROR-500", "ERROR-600", "ERROR-601": return SourceError(.upstream, "bikeList reports \(shown)")
        case "INFO-100": return SourceError(.refused, "bikeList refuses the key (INFO-100): check SEOUL_API_KEY")
        case _ where text.hasPrefix("ERROR-3"): return SourceError(.refused, "bikeList refuses the request: \(shown)")
        default: return SourceError(.malformed, "bikeList answered \(shown)")
        }
    }
}

/// Collects rows and code while the answer is read.
private struct BikeListAnswer {
    var rows: [StationRow]?
    var code: BikeListCode?

    mutating func read(_ body: [UInt8]) throws(JSONError) {
        var reader = JSONReader(body)
        try readObject(&reader)
        try reader.expectEnd()
    }

    /// The code stands at the top, under `RESULT`, or under `rentBikeStatus.RESULT`; so one reading serves every level.
    private mutating func readObject(_ reader: inout JSONReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case Keys.root, Keys.result:
                if try reader.peek() == .object { try readObject(&reader) } else { try reader.skipValue() }
            case Keys.code:
                if try reader.peek() == .string {
                    code = BikeListCode(try reader.readString())
                } else {
                    try reader.skipValue()
                }
            case Keys.row: rows = try readRows(&reader)
            default: try reader.skipValue()
            }
        }
    }

    private func readRows(_ reader: inout JSONReader) throws(JSONError) -> [StationRow] {
        var rows: [StationRow] = []
        rows.reserveCapacity(1000)
        try reader.beginArray()
        while try reader.nextElement() { rows.append(try readRow(&reader)) }
        return rows
    }

    private func readRow(_ reader: inout JSONReader) throws(JSONError) -> StationRow {
        var row = StationRow(id: "")
        var latitude: Double?
        var longitude: Double?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case Keys.id: row.id = try readText(&reader)
            case Keys.name:
                guard try reader.peek() == .string else {
                    try reader.skipValue()
                    continue
                }
                (row.number, row.name) = BikeListName.split(try reader.readStringBytes())
            case Keys.racks: row.racks = try reader.readLooseInt().flatMap { $0 >= 0 ? $0 : nil }
            case Keys.bikes: row.bikes = try reader.readLooseInt().flatMap { $0 >= 0 && $0 < 10_000 ? $0 : nil }
            case Keys.latitude: latitude = try reader.readLooseDouble()
            case Keys.longitude: longitude = try reader.readLooseDouble()
            default: try reader.skipValue()
            }
        }
        row.location = Coordinate(checkedLatitude: latitude, longitude: longitude)
        return row
    }

    private func readText(_ reader: inout JSONReader) throws(JSONError) -> String {
        guard try reader.peek() == .string else {
            try reader.skipValue()
            return ""
        }
        return try reader.readString()
    }

    private enum Keys {
        static let root = JSONKey("rentBikeStatus")
        static let result = JSONKey("RESULT")
        static let code = JSONKey("CODE")
        static let row = JSONKey("row")
        static let id = JSONKey("stationId")
        static let name = JSONKey("stationName")
        static let racks = JSONKey("rackTotCnt")
        static let bikes = JSONKey("parkingBikeTotCnt")
        static let latitude = JSONKey("stationLatitude")
        static let longitude = JSONKey("stationLongitude")
    }
}

/// Station names as bikeList writes them: `102. 망원역 1번출구 앞`.
enum BikeListName {
    /// Number and name; the number is empty where the prefix is missing.
    static func split(_ text: ArraySlice<UInt8>) -> (number: String, name: String) {
        let trimmed = trimming(text)
        let digits = trimmed.prefix { $0 &- UInt8(ascii: "0") < 10 }
        guard !digits.isEmpty, digits.endIndex < trimmed.endIndex, trimmed[digits.endIndex] == UInt8(ascii: ".") else {
            return ("", String(decoding: trimmed, as: UTF8.self))
        }
        let name = trimming(trimmed[(digits.endIndex + 1)...])
        return (String(decoding: digits, as: UTF8.self), String(decoding: name, as: UTF8.self))
    }

    private static func trimming(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = text.drop { $0 <= 0x20 }
        guard let last = start.lastIndex(where: { $0 > 0x20 }) else { return [] }
        return start[...last]
    }
}
