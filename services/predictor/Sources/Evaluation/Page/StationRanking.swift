/// The stations of a horizon in the order of how well the model does at them.
struct StationRanking {
    struct Entry {
        let stationID: String
        let sums: EvaluationSums
        /// How much larger the model's RMSE is than the last value's, in bikes.
        var excess: Double { sums.rmse - sums.rmseLast }
    }

    /// Stations that were judged often enough for a rank: a tenth as often as the one judged most.
    let entries: [Entry]

    init(_ horizon: HorizonEvaluation, stationIDs: [String]) {
        let enough = max(1, (horizon.byStation.map(\.count).max() ?? 0) / 10)
        entries = zip(stationIDs, horizon.byStation).filter { $1.count >= enough }.map(Entry.init)
    }

    /// Where the model is worse than the last value by most, worst first.
    func worstByExcess(_ limit: Int) -> [Entry] {
        first(limit) { $0.excess }
    }

    /// Where the median is off by most, worst first.
    func worstByError(_ limit: Int) -> [Entry] {
        first(limit) { $0.sums.mean($0.sums.absolute) }
    }

    /// Where the model is better than the last value by most, best first.
    func best(_ limit: Int) -> [Entry] {
        first(limit) { -$0.excess }
    }

    /// How many stations the last value serves better.
    var worseCount: Int { entries.count { $0.excess > 0 } }

    private func first(_ limit: Int, by key: (Entry) -> Double) -> [Entry] {
        let keyed = entries.map { (key: key($0), entry: $0) }
        let sorted = keyed.sorted { $0.key == $1.key ? $0.entry.stationID < $1.entry.stationID : $0.key > $1.key }
        return sorted.prefix(limit).map(\.entry)
    }
}
