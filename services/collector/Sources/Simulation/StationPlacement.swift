/// Places the 2,730 stations: neighbourhoods of one character each, with 6 to 11 stations around their middle.
struct StationPlacement {
    private(set) var stations: [SimulatedStation] = []
    /// What stands around each station, aligned with `stations`.
    private(set) var characters: [StationCharacter] = []

    private var random = SimulationRandom(seed: 20_150_919, purpose: .geography)
    private var middles: [(lon: Double, lat: Double)] = []
    // Seoul begins with ST-4 and number 102, and leaves gaps where stations were removed.
    private var nextID = 4
    private var nextNumber = 102

    private static let stationsPerNeighbourhood = 6...11
    private static let middleCandidates = 10
    private static let numberBlock = 100

    init() {
        for district in SimulatedGeography.districtPlans.indices {
            place(district)
        }
    }

    private mutating func place(_ district: Int) {
        var missing = SimulatedGeography.districtPlans[district].stationCount
        while missing > 0 {
            let size = min(missing, Self.stationsPerNeighbourhood.lowerBound + random.index(below: 6))
            placeNeighbourhood(of: size, in: district)
            missing -= size
        }
        nextNumber = (nextNumber / Self.numberBlock + 1) * Self.numberBlock + 1
    }

    private mutating func placeNeighbourhood(of size: Int, in district: Int) {
        let character = drawCharacter(SimulatedGeography.districtPlans[district].mix)
        let word = StationNames.word(middles.count)
        let middle = drawMiddle(in: district, riverside: character == .leisure)
        let places = StationNames.places(character)
        var taken: [(lon: Double, lat: Double)] = []
        for position in 0..<size {
            let point = drawPoint(around: middle, in: district, apartFrom: taken)
            taken.append(point)
            add(character, district: district, point: point, word: word, place: places[position % places.count])
        }
    }

    private mutating func drawCharacter(_ mix: [Int]) -> StationCharacter {
        var ticket = random.index(below: max(1, mix.reduce(0, +)))
        for (character, share) in zip(StationCharacter.allCases, mix) {
            if ticket < share { return character }
            ticket -= share
        }
        return .home
    }

    /// The best of some buildable points of the district: far from other neighbourhoods, for parks near the river.
    private mutating func drawMiddle(in district: Int, riverside: Bool) -> (lon: Double, lat: Double) {
        let ring = SimulatedGeography.districts[district].ring
        let lons = ring.map(\.lon)
        let lats = ring.map(\.lat)
        guard let west = lons.min(), let east = lons.max(), let south = lats.min(), let north = lats.max() else {
            return (0, 0)
        }
        var best = (point: ring[0], worth: -1.0)
        var found = 0
        for _ in 0..<10_000 where found < Self.middleCandidates {
            let point = (lon: random.real(in: west..<east), lat: random.real(in: south..<north))
            guard isFree(point, ring: ring) else { continue }
            found += 1
            let room = middles.map { SimulatedGeography.squaredDistance($0, point) }.min() ?? 1
            let isPreferred = riverside && SimulatedGeography.isRiverside(lon: point.lon, lat: point.lat)
            let worth = isPreferred ? room * 3 : room
            if worth > best.worth { best = (point, worth) }
        }
        middles.append(best.point)
        return best.point
    }

    /// A buildable point of the district a few hundred metres from `middle`, 80 m or more from its fellows if it can.
    private mutating func drawPoint(
        around middle: (lon: Double, lat: Double),
        in district: Int,
        apartFrom taken: [(lon: Double, lat: Double)]
    ) -> (lon: Double, lat: Double) {
        let ring = SimulatedGeography.districts[district].ring
        for attempt in 0..<400 {
            let spread = 0.5 + 0.002 * Double(attempt)
            let scale = SimulatedGeography.kilometresPerDegree
            let point = (
                lon: rounded(middle.lon + random.bell() * spread / scale.lon),
                lat: rounded(middle.lat + random.bell() * spread / scale.lat)
            )
            guard isFree(point, ring: ring) else { continue }
            if taken.allSatisfy({ SimulatedGeography.squaredDistance($0, point) > 0.0064 }) { return point }
        }
        return middle
    }

    private func isFree(_ point: (lon: Double, lat: Double), ring: [(lon: Double, lat: Double)]) -> Bool {
        SimulatedGeography.contains(ring, lon: point.lon, lat: point.lat)
            && SimulatedGeography.isBuildable(lon: point.lon, lat: point.lat)
    }

    private func rounded(_ degrees: Double) -> Double {
        (degrees * 1_000_000).rounded() / 1_000_000
    }

    private mutating func add(
        _ character: StationCharacter,
        district: Int,
        point: (lon: Double, lat: Double),
        word: StationNames.Word,
        place: StationNames.Word
    ) {
        stations.append(
            SimulatedStation(
                id: "ST-\(nextID)",
                number: "\(nextNumber)",
                name: word.korean + place.korean,
                englishName: word.english + place.english,
                district: district,
                lat: point.lat,
                lon: point.lon,
                racks: drawRacks(character)
            )
        )
        characters.append(character)
        nextID += random.index(below: 12) == 0 ? 2 : 1
        nextNumber += random.index(below: 15) == 0 ? 2 : 1
    }

    /// 5 to 40 with a mean near 11.7: most stations have about ten, a few have many.
    private mutating func drawRacks(_ character: StationCharacter) -> Int {
        let u = random.unit()
        let square = u * u
        let racks = 5.8 + 6 * u + 24 * square * square * square * square
        return min(40, max(5, Int((racks * character.size).rounded())))
    }
}
