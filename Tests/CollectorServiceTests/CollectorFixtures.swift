import CollectorService
import Core

/// Made-up data for the tests of collecting and serving.
enum Made {
    static let start = Timestamp(seconds: 1_795_338_000)

    static func row(_ number: Int, bikes: Int? = 3, racks: Int? = 10, place: Bool = true) -> StationRow {
        StationRow(
            id: "ST-\(number)",
            number: "\(100 + number)",
            name: "시험 \(number)번출구 앞",
            district: number % 2 == 0 ? "마포구" : "강남구",
            location: place ? Coordinate(latitude: 37.5 + Double(number) / 1000, longitude: 127) : nil,
            racks: racks,
            bikes: bikes
        )
    }

    static func reading(_ rows: [StationRow], minutes: Int64 = 0) -> SourceReading {
        SourceReading(observedAt: start.advanced(bySeconds: minutes * 60), utcOffsetSeconds: 32_400, rows: rows)
    }

    static func snapshot(_ rows: [StationRow], minutes: Int64 = 0, after previous: LiveSnapshot? = nil) -> LiveSnapshot
    {
        let built = SnapshotBuilder(intervalSeconds: 300, places: .none).build(
            from: reading(rows, minutes: minutes),
            source: "test",
            collectedAt: start.advanced(bySeconds: minutes * 60 + 1),
            previous: previous
        )
        return LiveSnapshot(built.snapshot, following: previous)
    }
}
