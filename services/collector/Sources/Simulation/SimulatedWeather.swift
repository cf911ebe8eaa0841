/// Rain over the simulated city: spells of some hours, wet in summer and mostly dry in winter.
struct SimulatedWeather: Sendable {
    let seed: UInt64

    /// Chance of a spell beginning on a date, by month.
    private static let spellChance = [0.10, 0.11, 0.17, 0.20, 0.21, 0.27, 0.46, 0.42, 0.25, 0.15, 0.18, 0.12]
    /// Mean strength of a spell (mm an hour), by month.
    private static let strength = [0.5, 0.6, 0.9, 1.3, 1.7, 2.6, 5.0, 4.6, 2.4, 1.4, 1.0, 0.6]
    private static let longestSpell: Int64 = 9

    /// Rain in the local hour that holds an instant (mm).
    func rain(at unixSeconds: Int64) -> Double {
        let hour = (unixSeconds + ServiceDate.utcOffsetSeconds).floorDivided(by: 3_600)
        let day = hour.floorDivided(by: 24)
        // A spell may run on past midnight, so yesterday's counts as well.
        let rain = spell(ofDay: day - 1, at: hour) + spell(ofDay: day, at: hour)
        return (rain * 10).rounded() / 10
    }

    private func spell(ofDay day: Int64, at hour: Int64) -> Double {
        var random = SimulationRandom(seed: seed, purpose: .weather, counter: day)
        let month = ServiceDate.month(ofDay: day) - 1
        guard random.unit() < Self.spellChance[month] else { return 0 }
        let begin = day * 24 + Int64(random.index(below: 24))
        let length = 2 + Int64(random.index(below: Int(Self.longestSpell) - 1))
        let strength = Self.strength[month] * (0.3 + 1.4 * random.unit())
        guard (begin..<begin + length).contains(hour) else { return 0 }
        var hourly = SimulationRandom(seed: seed, purpose: .weather, counter: hour)
        return strength * (0.4 + 1.2 * hourly.unit())
    }
}
