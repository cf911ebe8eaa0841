import Core

/// Fills the features a station has by itself, four stations at a time.
struct StationFeatures {
    private typealias Values = SIMD4<Float>

    private let minute: Int
    private let weekday: Float
    private let lags: LagColumns
    private let usual: UsualCity
    private let docksFree: [Float]
    private let racks: [Float]

    init(newest: CityFrame, lags: LagColumns, usual: UsualCity) {
        minute = newest.minuteOfDay
        weekday = Float(CivilTime.weekday(daysSinceEpoch: newest.localDay))
        self.lags = lags
        self.usual = usual
        let padded = { (column: [Float]) in
            let rows = column.prefix(usual.stationCount)
            return rows + repeatElement(.nan, count: lags.stride - rows.count)
        }
        docksFree = Array(padded(newest.docksFree))
        racks = Array(padded(newest.racks))
    }

    /// Fills the columns of `state`; rows that are not known now stay unknown.
    func fill(_ state: inout FeatureMatrix) -> CityMovement {
        var sums = CitySums()
        let stride = lags.stride
        unsafe state.values.withUnsafeMutableBufferPointer { target in
            unsafe lags.bikes.withUnsafeBufferPointer { bikes in
                for row in Swift.stride(from: 0, to: stride, by: FeatureBlock.width) {
                    guard let bikes = bikes.baseAddress, let target = target.baseAddress else { return }
                    let now = unsafe Self.load(bikes + row)
                    let isUnknown = now .!= now
                    if all(isUnknown) { continue }
                    let set = { (feature: StateFeature, values: Values) in
                        let kept = values.replacing(with: Values(repeating: .nan), where: isUnknown)
                        unsafe Self.store(kept, target + feature.index * stride + row)
                    }
                    present(row, now: now, set)
                    for (feature, steps) in Self.changes {
                        set(feature, unsafe now - Self.load(bikes + steps * stride + row))
                    }
                    sums.addChange(now - (unsafe Self.load(bikes + 3 * stride + row)))
                    unsafe walk(row, now: now, bikes: bikes + row, sums: &sums, set)
                }
            }
        }
        return sums.movement
    }

    private static let changes: [(StateFeature, Int)] = [
        (.change10, 1), (.change20, 2), (.change30, 3), (.change60, 6), (.change120, 12), (.change180, 18),
    ]

    /// The station now, against what is usual now, and as such.
    @inline(__always)
    private func present(_ row: Int, now: Values, _ set: (StateFeature, Values) -> Void) {
        let docks = Self.load(docksFree, row)
        let racks = Self.load(racks, row)
        let daily = usual.daily
        let level = Self.load(daily.level, daily.start(minute: minute) + row)
        let recentLevel = Self.load(usual.recent.level, usual.recent.start(minute: minute) + row)
        set(.bikes, now)
        set(.docksFree, docks)
        set(.racks, racks)
        set(.fill, now / (now + docks).clampedBelow(by: 1))
        set(.blocked, racks - now - docks)
        set(.minuteOfDay, Values(repeating: Float(minute)))
        set(.weekday, Values(repeating: weekday))
        set(.dayOff, Values(repeating: usual.isDayOff ? 1 : 0))
        set(.usualLevel, level)
        set(.anomaly, now - level)
        set(.recentAnomaly, now - recentLevel)
        set(.stationLevel, Self.load(daily.stationLevel, row))
        set(.stationFlow, Self.load(daily.stationFlow, row))
        set(.stationEmpty, Self.load(daily.stationEmpty, row))
        set(.stationFull, Self.load(daily.stationFull, row))
        let days = Self.load(daily.stationDays, row)
        set(.stationDays, days.replacing(with: Values(repeating: 30), where: days .> Values(repeating: 30)))
    }

    @inline(__always)
    private func walk(
        _ row: Int,
        now: Values,
        bikes: UnsafePointer<Float>,
        sums: inout CitySums,
        _ set: (StateFeature, Values) -> Void
    ) {
        var walk = LagWalk(now: now)
        let daily = usual.daily
        var later = now
        for step in 0..<RecentFrames.steps {
            let earlier = unsafe Self.load(bikes + (step + 1) * lags.stride)
            let flows = lags.flowStarts[step] + row
            walk.add(
                step,
                LagWalk.Step(
                    later: later,
                    earlier: earlier,
                    usualLevel: Self.load(daily.level, lags.levelStarts[step] + row),
                    usualArrivals: Self.load(daily.arrivals, flows),
                    usualDepartures: Self.load(daily.departures, flows)
                )
            )
            if step < 6 {
                let told = Self.load(lags.reported, step * lags.stride + row)
                let before = Self.load(lags.reported, (step + 1) * lags.stride + row)
                walk.addToHour(earlier: earlier, isTold: told .!= 0, isReport: told .!= before)
            }
            // Passing a walk on copies it: only when something is complete.
            switch step {
            case 2:
                walk.writeHalfHour(set)
                sums.addShort(walk.rides)
            case 5: walk.writeHour(set)
            case 11:
                walk.writeTwoHours(set)
                sums.addLong(walk.rides)
            default: break
            }
            later = earlier
        }
        walk.writeThreeHours(set)
    }
}

extension StationFeatures {
    /// Four values from `pointer` on.
    @inline(__always)
    private static func load(_ pointer: UnsafePointer<Float>) -> Values {
        unsafe UnsafeRawPointer(pointer).loadUnaligned(as: Values.self)
    }

    /// Four values from an element on; those behind the end are unknown.
    @inline(__always)
    private static func load(_ values: [Float], _ start: Int) -> Values {
        if start + 4 <= values.count {
            return Values(values[start], values[start + 1], values[start + 2], values[start + 3])
        }
        var loaded = Values(repeating: .nan)
        for lane in 0..<4 where start + lane < values.count { loaded[lane] = values[start + lane] }
        return loaded
    }

    @inline(__always)
    private static func load(_ values: [UInt32], _ start: Int) -> SIMD4<Int32> {
        let loaded = SIMD4(values[start], values[start + 1], values[start + 2], values[start + 3])
        return SIMD4<Int32>(truncatingIfNeeded: loaded)
    }

    @inline(__always)
    private static func store(_ values: Values, _ pointer: UnsafeMutablePointer<Float>) {
        unsafe UnsafeMutableRawPointer(pointer).storeBytes(of: values, as: Values.self)
    }
}

extension SIMD4<Float> {
    /// At least `limit`.
    fileprivate func clampedBelow(by limit: Float) -> SIMD4<Float> {
        let limits = SIMD4(repeating: limit)
        return replacing(with: limits, where: self .< limits)
    }
}

/// What four stations at a time add to the city's movement.
private struct CitySums {
    private typealias Values = SIMD4<Float>

    private var change = SIMD4<Float>()
    private var changed = SIMD4<Float>()
    private var short = (seen: SIMD4<Float>(), usual: SIMD4<Float>())
    private var long = (seen: SIMD4<Float>(), usual: SIMD4<Float>())

    mutating func addChange(_ values: SIMD4<Float>) {
        let isKnown = values .== values
        change += SIMD4().replacing(with: values, where: isKnown)
        changed += SIMD4().replacing(with: SIMD4(repeating: 1), where: isKnown)
    }

    mutating func addShort(_ rides: LagWalk.Rides) {
        short.seen += rides.seen
        short.usual += rides.usual
    }

    mutating func addLong(_ rides: LagWalk.Rides) {
        long.seen += rides.seen
        long.usual += rides.usual
    }

    var movement: CityMovement {
        let stations = changed.sum()
        return CityMovement(
            meanChange30: stations > 0 ? change.sum() / stations : .nan,
            activity30: Self.activity(short),
            activity120: Self.activity(long)
        )
    }

    private static func activity(_ sums: (seen: SIMD4<Float>, usual: SIMD4<Float>)) -> Float {
        let usual = sums.usual.sum()
        return usual > 1 ? sums.seen.sum() / usual : .nan
    }
}
