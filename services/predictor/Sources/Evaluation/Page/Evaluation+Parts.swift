extension EvaluationSums {
    /// Sums over `count` forecasts that were added up elsewhere; squares in bikes², the others in bikes.
    package init(
        count: Int,
        squared: (model: Double, last: Double),
        absolute: (model: Double, last: Double),
        pinball: (model: Double, last: Double),
        brierEmpty: (model: Double, last: Double, byCount: Double),
        brierFull: Double
    ) {
        self.init()
        self.count = count
        (self.squared, squaredLast) = squared
        (self.absolute, absoluteLast) = absolute
        (self.pinball, pinballLast) = pinball
        (self.brierEmpty, brierEmptyLast, brierEmptyByCount) = brierEmpty
        self.brierFull = brierFull
    }
}

extension Reliability {
    /// The reliability of given probabilities, each beside whether the event came true.
    package init(_ forecasts: some Sequence<(probability: Float, event: Bool)>) {
        self.init()
        for forecast in forecasts { add(forecast.probability, forecast.event) }
    }

    /// Up to ten bins of equal width; unlike ``bins(_:)`` they show the rare high probabilities.
    package var tenths: [Bin] {
        var tenths = [Bin](repeating: Bin(count: 0, forecast: 0, observed: 0), count: 10)
        for bin in bins(1000) {
            let tenth = min(9, max(0, Int(bin.forecast * 10)))
            tenths[tenth].count += bin.count
            tenths[tenth].forecast += bin.count * bin.forecast
            tenths[tenth].observed += bin.count * bin.observed
        }
        return tenths.filter { $0.count > 0 }.map {
            Bin(count: $0.count, forecast: $0.forecast / $0.count, observed: $0.observed / $0.count)
        }
    }
}

extension HorizonEvaluation {
    /// A horizon's findings put together from parts; the total is the sum over the hours.
    package init(
        minutes: Int,
        hours: [EvaluationSums],
        days: [Int: EvaluationSums],
        stations: [EvaluationSums],
        pitCounts: [Int],
        reliability: (empty: Reliability, full: Reliability)
    ) {
        self.init(minutes: minutes)
        for (hour, sums) in hours.prefix(24).enumerated() {
            byHour[hour] = sums
            total.add(sums)
        }
        byDay = days
        byStation = stations
        self.pitCounts = pitCounts
        (empty, full) = reliability
    }

    /// The share of forecasts in each decile of the transform; nil when there are none.
    package var pitShares: [Double]? {
        let sum = pitCounts.reduce(0, +)
        return sum > 0 ? pitCounts.map { Double($0) / Double(sum) } : nil
    }
}

extension Evaluation {
    /// An evaluation put together from parts; `stations` are the ids in the order of the horizons' rows.
    package init(source: String, modelVersion: String, stations: [String], horizons: [HorizonEvaluation]) {
        self.init(source: source, modelVersion: modelVersion, stationIDs: stations, horizons: horizons)
    }

    /// The local days on which anything was judged, ascending (days since the epoch).
    package var days: [Int] {
        Set(horizons.flatMap(\.byDay.keys)).sorted()
    }

    /// How many stations were judged at least once.
    package var judgedStationCount: Int {
        stationIDs.indices.count { row in
            horizons.contains { $0.byStation.indices.contains(row) && $0.byStation[row].count > 0 }
        }
    }
}
