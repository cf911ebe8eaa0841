import Core

/// The convex hull of places, counter-clockwise (A. M. Andrew's monotone chain, 1979); fewer than three places are returned as they are.
enum ConvexHull {
    static func ring(of places: [Coordinate]) -> [(longitude: Double, latitude: Double)] {
        let points = Set(places).map { (longitude: $0.longitude, latitude: $0.latitude) }
            .sorted { ($0.longitude, $0.latitude) < ($1.longitude, $1.latitude) }
        guard points.count > 2 else { return points }
        let lower = half(points)
        let upper = half(points.reversed())
        return lower.dropLast() + upper.dropLast()
    }

    private static func half(
        _ points: [(longitude: Double, latitude: Double)]
    ) -> [(longitude: Double, latitude: Double)] {
        var chain: [(longitude: Double, latitude: Double)] = []
        for point in points {
            while chain.count >= 2, turn(chain[chain.count - 2], chain[chain.count - 1], point) <= 0 {
                chain.removeLast()
            }
            chain.append(point)
        }
        return chain
    }

    /// Positive where the way a → b → c turns left.
    private static func turn(
        _ a: (longitude: Double, latitude: Double),
        _ b: (longitude: Double, latitude: Double),
        _ c: (longitude: Double, latitude: Double)
    ) -> Double {
        (b.longitude - a.longitude) * (c.latitude - a.latitude) - (b.latitude - a.latitude)
            * (c.longitude - a.longitude)
    }
}
