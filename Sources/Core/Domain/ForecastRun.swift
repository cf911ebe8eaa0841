/// The forecast for every station made from one snapshot, in columns: row `i` of each column belongs to `stationIDs[i]`.
package struct ForecastRun: Hashable, Sendable {
    package var source: String
    /// When it was computed.
    package var madeAt: Timestamp
    /// `observedAt` of the snapshot it was made from.
    package var basedOn: Timestamp
    /// Which model made it.
    package var modelVersion: String
    /// Seconds between two polls of the source.
    package var intervalSeconds: Int
    package var utcOffsetSeconds: Int
    package var stationIDs: [String]
    /// Ten minutes first.
    package var horizons: [HorizonForecast]

    package init(
        source: String,
        madeAt: Timestamp,
        basedOn: Timestamp,
        modelVersion: String,
        intervalSeconds: Int,
        utcOffsetSeconds: Int,
        stationIDs: [String],
        horizons: [HorizonForecast]
    ) {
        self.source = source
        self.madeAt = madeAt
        self.basedOn = basedOn
        self.modelVersion = modelVersion
        self.intervalSeconds = intervalSeconds
        self.utcOffsetSeconds = utcOffsetSeconds
        self.stationIDs = stationIDs
        self.horizons = horizons
    }
}

/// The forecast of one horizon, one value a station in each column.
package struct HorizonForecast: Hashable, Sendable {
    /// Minutes from the snapshot to the time forecast.
    package var minutes: Int
    /// Expected bikes.
    package var bikes: [Float] = []
    /// Bikes that are there or more with probability 0.9.
    package var p10: [Float] = []
    /// The median.
    package var p50: [Float] = []
    /// Bikes that are exceeded with probability 0.1.
    package var p90: [Float] = []
    /// Probability of no bike, 0 … 1.
    package var pEmpty: [Float] = []
    /// Probability of no free dock, 0 … 1.
    package var pFull: [Float] = []

    package init(minutes: Int, capacity: Int = 0) {
        self.minutes = minutes
        bikes.reserveCapacity(capacity)
        p10.reserveCapacity(capacity)
        p50.reserveCapacity(capacity)
        p90.reserveCapacity(capacity)
        pEmpty.reserveCapacity(capacity)
        pFull.reserveCapacity(capacity)
    }

    /// Appends one station's values.
    package mutating func append(_ point: PointForecast) {
        bikes.append(point.bikes)
        p10.append(point.p10)
        p50.append(point.p50)
        p90.append(point.p90)
        pEmpty.append(point.pEmpty)
        pFull.append(point.pFull)
    }

    /// Appends the values of other stations at the same horizon.
    package mutating func append(_ other: HorizonForecast) {
        bikes += other.bikes
        p10 += other.p10
        p50 += other.p50
        p90 += other.p90
        pEmpty += other.pEmpty
        pFull += other.pFull
    }

    /// Decimals of counts and of probabilities in what is published.
    package static let (countDecimals, probabilityDecimals) = (2, 4)

    /// As it is published, so that what is scored is what was read.
    package func rounded() -> HorizonForecast {
        var rounded = self
        rounded.bikes = Self.rounded(bikes, Self.countDecimals)
        rounded.p10 = Self.rounded(p10, Self.countDecimals)
        rounded.p50 = Self.rounded(p50, Self.countDecimals)
        rounded.p90 = Self.rounded(p90, Self.countDecimals)
        rounded.pEmpty = Self.rounded(pEmpty, Self.probabilityDecimals)
        rounded.pFull = Self.rounded(pFull, Self.probabilityDecimals)
        return rounded
    }

    private static func rounded(_ values: [Float], _ decimals: Int) -> [Float] {
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        return values.map { Float((Double($0) * scale).rounded() / scale) }
    }

    /// One station's values.
    package func point(_ row: Int) -> PointForecast {
        PointForecast(
            bikes: bikes[row],
            p10: p10[row],
            p50: p50[row],
            p90: p90[row],
            pEmpty: pEmpty[row],
            pFull: pFull[row]
        )
    }
}

/// The forecast for one station at one horizon; see ``HorizonForecast`` for what the values mean.
package struct PointForecast: Hashable, Sendable {
    package var bikes: Float
    package var p10: Float
    package var p50: Float
    package var p90: Float
    package var pEmpty: Float
    package var pFull: Float

    package init(bikes: Float, p10: Float, p50: Float, p90: Float, pEmpty: Float, pFull: Float) {
        self.bikes = bikes
        self.p10 = p10
        self.p50 = p50
        self.p90 = p90
        self.pEmpty = pEmpty
        self.pFull = pFull
    }
}
