import Core
import RAGService

/// A city of few stations, as Seoul's names look.
enum SmallCity {
    static let observedAt = ZonedTimestamp(rfc3339: "2026-11-22T09:00:00+09:00")?.instant ?? Timestamp(seconds: 0)

    private static let rows:
        [(id: String, number: String, name: String, district: String, lat: Double, lon: Double, bikes: Int, racks: Int)] =
            [
                ("ST-4", "102", "망원역 1번출구 앞", "마포구", 37.55565, 126.91063, 5, 15),
                ("ST-5", "103", "망원역 2번출구 앞", "마포구", 37.55495, 126.91084, 0, 14),
                ("ST-6", "104", "합정역 1번출구 앞", "마포구", 37.55063, 126.91499, 7, 13),
                ("ST-7", "105", "합정역 5번출구 앞", "마포구", 37.55001, 126.91482, 2, 5),
                ("ST-8", "421", "마포구청 앞", "마포구", 37.56630, 126.90170, 3, 10),
                ("ST-9", "424", "마포구청역", "마포구", 37.56350, 126.90330, 4, 10),
                ("ST-10", "200", "국회의원회관", "영등포구", 37.52830, 126.91470, 9, 20),
                ("ST-11", "207", "여의나루역 1번출구 앞", "영등포구", 37.52690, 126.93270, 30, 30),
                ("ST-12", "222", "여의도역 4번출구 옆", "영등포구", 37.52230, 126.92400, 12, 40),
                ("ST-13", "224", "롯데캐슬 앞", "영등포구", 37.52000, 126.91000, 1, 10),
                ("ST-14", "1255", "롯데캐슬 앞", "송파구", 37.50500, 127.10500, 6, 10),
                ("ST-15", "502", "뚝섬유원지역 1번출구 앞", "광진구", 37.53170, 127.06700, 11, 20),
                ("ST-16", "540", "건대입구역 사거리", "광진구", 37.54060, 127.07000, 0, 12),
                ("ST-17", "361", "시청역 1번출구 뒤", "중구", 37.56450, 126.97700, 8, 12),
                ("ST-18", "3501", "서울숲역 4번 출구 옆", "성동구", 37.54340, 127.04500, 14, 20),
                ("ST-19", "549", "서울숲 관리사무소", "성동구", 37.54400, 127.03900, 2, 18),
                ("ST-20", "1210", "잠실역 2번출구", "송파구", 37.51330, 127.10010, 3, 25),
                ("ST-21", "2331", "강남역 11번출구", "강남구", 37.49850, 127.02760, 0, 10),
                ("ST-22", "301", "경복궁역 7번출구 앞", "종로구", 37.57580, 126.97140, 10, 20),
                ("ST-23", "1683", "왕십리역 2번출구", "성동구", 37.56120, 127.03820, 6, 12),
                ("ST-24", "700", "구로역 광장", "구로구", 37.50310, 126.88170, 5, 12),
            ]

    static func snapshot(source: String = "seoul") -> Snapshot {
        Snapshot(
            source: source,
            observedAt: observedAt,
            collectedAt: observedAt.advanced(bySeconds: 5),
            intervalSeconds: 300,
            utcOffsetSeconds: 32_400,
            stations: rows.map { row in
                StationStatus(
                    station: Station(
                        id: row.id,
                        number: row.number,
                        name: row.name,
                        district: row.district,
                        location: Coordinate(latitude: row.lat, longitude: row.lon),
                        racks: row.racks
                    ),
                    bikes: row.bikes,
                    observedAt: observedAt,
                    changedAt: observedAt
                )
            }
        )
    }

    static func forecast(source: String = "seoul") -> ForecastRun {
        let horizons = [10, 20, 30, 60].map { minutes in
            var horizon = HorizonForecast(minutes: minutes)
            for row in rows {
                let bikes = Float(row.bikes)
                horizon.append(
                    PointForecast(bikes: bikes + 0.5, p10: bikes, p50: bikes, p90: bikes + 1, pEmpty: 0.25, pFull: 0.08)
                )
            }
            return horizon
        }
        return ForecastRun(
            source: source,
            madeAt: observedAt.advanced(bySeconds: 20),
            basedOn: observedAt,
            modelVersion: "20261122-1",
            intervalSeconds: 300,
            utcOffsetSeconds: 32_400,
            stationIDs: rows.map(\.id),
            horizons: horizons
        )
    }

    /// The city with snapshot and forecast.
    static func city(source: String = "seoul", hasForecast: Bool = true) -> LiveCity {
        let city = LiveCity()
        city.adopt(snapshot(source: source))
        if hasForecast { city.adopt(forecast(source: source)) }
        return city
    }

    /// A clock that stands `seconds` behind the snapshot, as good as still.
    static func clock(secondsLater seconds: Int64 = 180) -> WallClock {
        WallClock(
            startingAt: ZonedTimestamp(observedAt.advanced(bySeconds: seconds), utcOffsetSeconds: 32_400),
            speed: 0.0001
        )
    }
}
