import Core
import Glibc
import PredictorService
import Testing

@Suite struct CityGeometryTests {
    /// Stations about 250 m apart in a square of 15 × 15, none exactly as far as another: in the middle there are enough
    /// places close by, at the corners the search has to widen.
    private static let places: [Coordinate] = {
        var generator = SeededGenerator(state: 7)
        return (0..<225).map { number in
            let jitter = { Double(generator.next() % 1000) / 1000 * 0.0004 }
            return Coordinate(
                latitude: 37.5 + Double(number / 15) * 0.00225 + jitter(),
                longitude: 127 + Double(number % 15) * 0.00284 + jitter()
            )
        }
    }()

    private static func frame(minutes: Int64, bikes: [Float]) -> CityFrame {
        let at = Timestamp(seconds: 1_700_000_000 + minutes * 60)
        var frame = CityFrame(at: at, utcOffsetSeconds: 0, stationCount: bikes.count)
        frame.bikes = bikes
        frame.docksFree = bikes.map { _ in 5 }
        frame.racks = bikes.map { _ in 20 }
        return frame
    }

    /// The weighted mean of `values` around a place, by looking at all others.
    private static func mean(
        around place: Int,
        of values: [Float],
        meters: ClosedRange<Double>,
        count: Int,
        weight: (Double) -> Double
    ) -> Double {
        let others = places.indices.map { ($0, places[place].meters(to: places[$0])) }
            .filter { $0.0 != place && meters.contains($0.1) }
            .sorted { $0.1 < $1.1 }.prefix(count)
        let total = others.reduce(0) { $0 + weight($1.1) }
        return others.reduce(0) { $0 + weight($1.1) * Double(values[$1.0]) } / total
    }

    @Test func `neighbours and ring are the nearest there are, in the middle and at the edge`() throws {
        var generator = SeededGenerator(state: 8)
        let before = Self.places.map { _ in Float(generator.next() % 12) }
        let now = Self.places.map { _ in Float(generator.next() % 12) }
        var recent = RecentFrames()
        recent.append(Self.frame(minutes: 0, bikes: before))
        recent.append(Self.frame(minutes: 30, bikes: now))
        let newest = try #require(recent.newest)
        let usual = LearnedCity(calendar: .none).usual(on: newest.localDay, stationCount: Self.places.count)
        let builder = FeatureBuilder(usual: usual, geometry: CityGeometry(Self.places))
        let features = try #require(builder.features(recent))
        let changes = zip(now, before).map { $0 - $1 }
        for place in Self.places.indices {
            let near = Self.mean(around: place, of: changes, meters: 0...1500, count: 12) { 1 / (150 + $0) }
            let ring = Self.mean(around: place, of: changes, meters: 400...4000, count: 60) { 1 / ($0 * $0) }
            #expect(abs(Double(features[.nearChange30][place]) - near) < 1e-3, "near \(place)")
            #expect(abs(Double(features[.ringChange30][place]) - ring) < 1e-3, "ring \(place)")
        }
    }
}
