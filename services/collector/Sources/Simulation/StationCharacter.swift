/// What stands around a station; it decides when bikes leave and when they come.
enum StationCharacter: Int, CaseIterable, Sendable {
    case home, office, transit, leisure, university

    /// How busy such a station is against the average.
    var activity: Double {
        switch self {
        case .home: 0.9
        case .office: 0.95
        case .transit: 1.35
        case .leisure: 1.05
        case .university: 1.0
        }
    }

    /// Bikes at 05:00 as a share of racks, before the date's own noise: full where people wake up, room where they work.
    var morningFill: Double {
        switch self {
        case .home: 1.25
        case .office: 0.6
        case .transit: 0.85
        case .leisure: 0.95
        case .university: 0.75
        }
    }

    /// How large such a station is against the average.
    var size: Double {
        switch self {
        case .home: 0.9
        case .office: 1.0
        case .transit: 1.1
        case .leisure: 1.15
        case .university: 1.05
        }
    }
}
