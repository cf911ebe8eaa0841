import Core
import PredictorService

/// 2024-11-18 is a Monday; midnight in Taipei.
let monday = Timestamp(seconds: 1_731_859_200)
let taipeiOffset = 28_800

/// A generator with a given start (SplitMix64), so that tests see the same numbers each time.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

struct Counted {
    var id: String
    var bikes: Int
    var docksFree: Int?
    var racks = 20
    var observedAt: Timestamp?
}

func snapshot(
    _ stations: [Counted],
    at time: Timestamp,
    interval: Int = 300,
    source: String = "test"
) -> Snapshot {
    Snapshot(
        source: source,
        observedAt: time,
        collectedAt: time,
        intervalSeconds: interval,
        utcOffsetSeconds: taipeiOffset,
        stations: stations.map { counted in
            StationStatus(
                station: Station(id: counted.id, name: counted.id, location: nil, racks: counted.racks),
                bikes: counted.bikes,
                docksFree: counted.docksFree,
                observedAt: counted.observedAt ?? time,
                changedAt: counted.observedAt ?? time
            )
        }
    )
}

/// Bikes come and go singly at rates of their own: the number stays between none and the racks.
struct BirthDeathCity {
    var generator: SeededGenerator
    var bikes: [Int]
    let racks: [Int]
    /// Expected rentals and returns in five minutes.
    let rates: [(out: Double, back: Double)]

    init(stations: Int, seed: UInt64, liveliest: Double) {
        var generator = SeededGenerator(state: seed)
        racks = (0..<stations).map { _ in Int.random(in: 10...40, using: &generator) }
        bikes = racks.map { $0 / 2 }
        rates = (0..<stations).map { index in
            let rate = liveliest * Double(index % 5 + 1) / 5
            return (rate, rate)
        }
        self.generator = generator
    }

    mutating func step() {
        for station in bikes.indices {
            let out = poisson(rates[station].out)
            let back = poisson(rates[station].back)
            bikes[station] = min(racks[station], max(0, bikes[station] - out + back))
        }
    }

    func snapshot(at time: Timestamp) -> Snapshot {
        let stations = bikes.indices.map { Counted(id: "S\($0)", bikes: bikes[$0], racks: racks[$0]) }
        return PredictorServiceTests.snapshot(stations, at: time)
    }

    private mutating func poisson(_ mean: Double) -> Int {
        var product = Double.random(in: 0..<1, using: &generator)
        var count = 0
        // Knuth's method: exp(−mean) by its series, which is exact enough for small means.
        let limit = 1 / (1 + mean + mean * mean / 2 + mean * mean * mean / 6 + mean * mean * mean * mean / 24)
        while product > limit {
            product *= Double.random(in: 0..<1, using: &generator)
            count += 1
        }
        return count
    }
}

/// A learner and the index its frames are made with.
struct Trainee {
    var index = StationIndex()
    var learner = BaselineLearner()

    @discardableResult
    mutating func learn(_ snapshot: Snapshot) -> Bool {
        learner.learn(SnapshotFrame(snapshot, index: &index))
    }

    mutating func forecast(_ snapshot: Snapshot) -> ForecastRun {
        let frame = SnapshotFrame(snapshot, index: &index)
        let model = learner.model
        return ForecastRun(
            source: snapshot.source,
            madeAt: snapshot.observedAt,
            basedOn: snapshot.observedAt,
            modelVersion: model.version,
            intervalSeconds: snapshot.intervalSeconds,
            utcOffsetSeconds: snapshot.utcOffsetSeconds,
            stationIDs: frame.stationIDs,
            horizons: model.forecast(learner.features(for: frame))
        )
    }
}
