package import Core

extension PlaceDirectory {
    /// Reads districts from a GeoJSON FeatureCollection of polygons named by `name` (or `SIG_KOR_NM`, `adm_nm`) and optionally `name_en`.
    ///
    /// Of a multi-polygon the ring with the most corners is taken; holes are ignored. Throws what is wrong with the document.
    package init(geoJSON bytes: [UInt8]) throws(JSONError) {
        var areas: [Area] = []
        var reader = JSONReader(bytes)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard key == JSONKey("features") else {
                try reader.skipValue()
                continue
            }
            try reader.beginArray()
            while try reader.nextElement() {
                if let area = try Self.area(&reader) { areas.append(area) }
            }
        }
        guard !areas.isEmpty else { throw JSONError("no named polygon", at: 0) }
        self.init(districts: areas, rivers: [])
    }

    private static func area(_ reader: inout JSONReader) throws(JSONError) -> Area? {
        var name = ""
        var englishName = ""
        var rings: [[(longitude: Double, latitude: Double)]] = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case JSONKey("properties"):
                try reader.beginObject()
                while let property = try reader.nextKeyText() {
                    switch property {
                    case "name", "SIG_KOR_NM", "adm_nm": name = try text(&reader)
                    case "name_en", "name_eng", "SIG_ENG_NM": englishName = try text(&reader)
                    default: try reader.skipValue()
                    }
                }
            case JSONKey("geometry"):
                guard try reader.peek() == .object else {
                    try reader.skipValue()
                    continue
                }
                try reader.beginObject()
                while let part = try reader.nextKey() {
                    if part == JSONKey("coordinates") {
                        try readRings(&reader, depth: 0, into: &rings)
                    } else {
                        try reader.skipValue()
                    }
                }
            default: try reader.skipValue()
            }
        }
        guard !name.isEmpty, let ring = rings.max(by: { $0.count < $1.count }), ring.count > 2 else { return nil }
        return Area(name: name, englishName: englishName, ring: ring)
    }

    private static func text(_ reader: inout JSONReader) throws(JSONError) -> String {
        if try reader.peek() == .string { return try reader.readString() }
        try reader.skipValue()
        return ""
    }

    /// Walks nested arrays down to positions; the array that holds positions is a ring.
    private static func readRings(
        _ reader: inout JSONReader,
        depth: Int,
        into rings: inout [[(longitude: Double, latitude: Double)]]
    ) throws(JSONError) {
        var ring: [(longitude: Double, latitude: Double)] = []
        guard depth < 4 else { throw JSONError("coordinates nested too deep", at: 0) }
        try reader.beginArray()
        var numbers: [Double] = []
        while try reader.nextElement() {
            if try reader.peek() == .number {
                numbers.append(try reader.readDouble())
                continue
            }
            let before = rings.count
            try readRings(&reader, depth: depth + 1, into: &rings)
            // A position comes back as a ring of one corner.
            if rings.count > before, let position = rings.last, position.count == 1 {
                rings.removeLast()
                ring.append(position[0])
            }
        }
        if numbers.count >= 2 { ring = [(longitude: numbers[0], latitude: numbers[1])] }
        if !ring.isEmpty { rings.append(ring) }
    }
}
