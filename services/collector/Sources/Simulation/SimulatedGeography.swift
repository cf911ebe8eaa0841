/// The drawn map: districts, the river, the hills where nobody rides, and distances on it.
///
/// Drawn by hand for the simulation, coarse on purpose; it is not survey data.
enum SimulatedGeography {
    /// Length of a degree at Seoul's latitude (kilometres).
    static let kilometresPerDegree = (lon: 88.2, lat: 111.0)

    /// Corners 0 ... 21 are the middle of the river.
    static let riverMiddle: [(lon: Double, lat: Double)] = Array(corners[0...21])

    /// Districts south of the Han; a ride between the two sides needs a bridge.
    static let southernDistricts: Set<String> = [
        "양천구", "강서구", "구로구", "금천구", "영등포구", "동작구", "관악구", "서초구", "강남구", "송파구", "강동구",
    ]

    /// Mountains, an airfield and closed grounds: middle (degrees) and radius (kilometres).
    static let emptyGrounds: [(lon: Double, lat: Double, radius: Double)] = [
        (126.985, 37.655, 2.6), (126.966, 37.627, 1.8), (127.012, 37.688, 1.4), (127.087, 37.684, 1.6),
        (127.095, 37.655, 1.2), (126.960, 37.447, 2.2), (127.055, 37.435, 1.6), (127.075, 37.470, 1.0),
        (127.010, 37.470, 0.9), (126.990, 37.552, 0.6), (126.967, 37.592, 1.0), (127.104, 37.588, 0.8),
        (126.797, 37.560, 1.6), (126.946, 37.577, 0.6), (126.982, 37.530, 0.6), (126.924, 37.451, 0.9),
        (126.978, 37.612, 1.3),
    ]

    /// The districts with their outlines resolved.
    static let districts: [SimulatedDistrict] = districtPlans.map { plan in
        SimulatedDistrict(
            koreanName: plan.koreanName,
            englishName: plan.englishName,
            ring: plan.outline.map { corners[$0] }
        )
    }

    /// Whether a point (degrees) lies within a ring, by counting the edges to its right.
    static func contains(_ ring: [(lon: Double, lat: Double)], lon: Double, lat: Double) -> Bool {
        guard var previous = ring.last else { return false }
        var inside = false
        for corner in ring {
            if (corner.lat > lat) != (previous.lat > lat) {
                let crossing =
                    (previous.lon - corner.lon) * (lat - corner.lat) / (previous.lat - corner.lat) + corner.lon
                if lon < crossing { inside.toggle() }
            }
            previous = corner
        }
        return inside
    }

    /// The square of the distance between two points (square kilometres), on a flat map.
    static func squaredDistance(
        _ a: (lon: Double, lat: Double),
        _ b: (lon: Double, lat: Double)
    ) -> Double {
        let x = (a.lon - b.lon) * kilometresPerDegree.lon
        let y = (a.lat - b.lat) * kilometresPerDegree.lat
        return x * x + y * y
    }

    /// Whether a station may stand at a point (degrees): dry and not on a hill. The district is the caller's matter.
    static func isBuildable(lon: Double, lat: Double) -> Bool {
        for ground in emptyGrounds
        where squaredDistance((lon, lat), (ground.lon, ground.lat)) < ground.radius * ground.radius {
            return false
        }
        return !contains(river, lon: lon, lat: lat)
    }

    /// Whether a point (degrees) is within a kilometre of the middle of the river: a place for riverside parks.
    static func isRiverside(lon: Double, lat: Double) -> Bool {
        for (a, b) in zip(riverMiddle, riverMiddle.dropFirst()) {
            for step in 0...4 {
                let share = Double(step) / 4
                let point = (lon: a.lon + (b.lon - a.lon) * share, lat: a.lat + (b.lat - a.lat) * share)
                if squaredDistance((lon, lat), point) < 1 { return true }
            }
        }
        return false
    }
}
