/// Walks back along the last three hours of four stations at once and writes what takes the steps into account.
///
/// Sums are kept in registers; a step costs a few operations for all four stations, whatever they did.
struct LagWalk {
    typealias Values = SIMD4<Float>

    private let now: Values
    private let isHere: SIMDMask<SIMD4<Int32>>
    private var known = Values()
    private var arrivals = Values()
    private var departures = Values()
    private var seen = Values()
    private var usual = Values()
    private var surplus = Values()
    private var anomaly = Values()
    private var trucksIn = Values()
    private var trucksOut = Values()
    private var sinceTruck = Values(repeating: 180)
    private var sinceChange = Values(repeating: 180)
    private var lowest: Values
    private var highest: Values
    private var reports = Values()
    private var reportSteps = Values()

    private static let zero = Values()
    private static let unknown = Values(repeating: .nan)

    init(now: Values) {
        self.now = now
        isHere = now .== now
        lowest = now
        highest = now
    }

    /// What was seen and what was usual at one step back.
    struct Step {
        var later: Values
        var earlier: Values
        var usualLevel: Values
        var usualArrivals: Values
        var usualDepartures: Values
    }

    /// Takes step `number`, the change over the ten minutes that end `number` × 10 minutes ago.
    @inline(__always)
    mutating func add(_ number: Int, _ step: Step) {
        let change = step.later - step.earlier
        let isKnown = change .== change
        let size = change.replacing(with: -change, where: change .< Self.zero)
        let isTruck = size .>= Values(repeating: DayEvidence.truckBikes)
        let isRide = size .< Values(repeating: DayEvidence.truckBikes)
        let isGain = change .> Self.zero
        known += Self.only(Values(repeating: 1), isKnown)
        anomaly += Self.only(step.later - step.usualLevel, isKnown)
        trucksIn += Self.only(change, isTruck .& isGain)
        trucksOut -= Self.only(change, isTruck .& (change .< Self.zero))
        let minutes = Values(repeating: Float(number) * 10)
        sinceTruck.replace(with: minutes, where: isTruck .& (sinceTruck .> minutes))
        arrivals += Self.only(change, isRide .& isGain)
        departures -= Self.only(change, isRide .& (change .< Self.zero))
        seen += Self.only(size, isRide)
        usual += Self.only(step.usualArrivals + step.usualDepartures, isRide)
        surplus += Self.only(change - (step.usualArrivals - step.usualDepartures), isRide)
        // 180 stands for no change yet: steps end before.
        sinceChange.replace(with: minutes, where: isKnown .& (step.earlier .!= now) .& (sinceChange .> minutes))
    }

    /// The last hour's extremes, and at how many of its steps the station reported anew (NaN where it is not told).
    @inline(__always)
    mutating func addToHour(earlier: Values, isTold: SIMDMask<SIMD4<Int32>>, isReport: SIMDMask<SIMD4<Int32>>) {
        lowest.replace(with: earlier, where: earlier .< lowest)
        highest.replace(with: earlier, where: earlier .> highest)
        reportSteps += Self.only(Values(repeating: 1), isTold)
        reports += Self.only(Values(repeating: 1), isTold .& isReport)
    }

    /// Rides seen and usual so far.
    struct Rides {
        var seen: Values
        var usual: Values
    }

    /// Those at the stations that are known now.
    @inline(__always)
    var rides: Rides { Rides(seen: Self.only(seen, isHere), usual: Self.only(usual, isHere)) }

    /// Writes what is complete after 30 minutes.
    @inline(__always)
    func writeHalfHour(_ set: (StateFeature, Values) -> Void) {
        set(.arrivals30, whereKnown(arrivals))
        set(.departures30, whereKnown(departures))
    }

    @inline(__always)
    func writeHour(_ set: (StateFeature, Values) -> Void) {
        set(.arrivals60, whereKnown(arrivals))
        set(.departures60, whereKnown(departures))
        set(.surplus60, whereKnown(surplus))
        set(.aboveLowest60, now - lowest)
        set(.belowHighest60, highest - now)
        set(.reports60, reports.replacing(with: Self.unknown, where: reportSteps .<= Self.zero))
    }

    @inline(__always)
    func writeTwoHours(_ set: (StateFeature, Values) -> Void) {
        // One usual ride is added to both, so that a quiet station's first ride is no sensation.
        set(.activity120, whereKnown((seen + 1) / (usual + 1)))
    }

    @inline(__always)
    func writeThreeHours(_ set: (StateFeature, Values) -> Void) {
        set(.arrivals180, whereKnown(arrivals))
        set(.departures180, whereKnown(departures))
        set(.surplus180, whereKnown(surplus))
        set(.trucksIn180, whereKnown(trucksIn))
        set(.trucksOut180, whereKnown(trucksOut))
        set(.sinceTruck, whereKnown(sinceTruck))
        set(.sinceChange, whereKnown(sinceChange))
        set(.anomaly180, whereKnown(anomaly / known))
    }

    /// `values` at the stations of which a step is known.
    @inline(__always)
    private func whereKnown(_ values: Values) -> Values {
        values.replacing(with: Self.unknown, where: known .<= Self.zero)
    }

    @inline(__always)
    private static func only(_ values: Values, _ mask: SIMDMask<SIMD4<Int32>>) -> Values {
        zero.replacing(with: values, where: mask)
    }
}
