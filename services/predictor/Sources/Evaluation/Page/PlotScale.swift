/// Maps numbers to places in a drawing, and knows round numbers to mark.
struct PlotScale {
    let ticks: [Double]
    /// Decimals its ticks need.
    let decimals: Int
    private let low: Double
    private let high: Double
    private let start: Double
    private let end: Double

    /// A scale that shows all of `values` between two places, from and to a round number, with about `count` ticks.
    init(showing values: [Double], from start: Double, to end: Double, count: Int = 4) {
        let finite = values.filter { $0.isFinite && abs($0) < 1e9 }
        let least = finite.min() ?? 0
        let most = max(finite.max() ?? 1, least + 1e-6)
        let step = Self.roundStep((most - least) / Double(count))
        let first = (least / step.size + 1e-9).rounded(.down)
        let last = (most / step.size - 1e-9).rounded(.up)
        ticks = stride(from: first, through: last, by: 1).map { $0 * step.size }
        decimals = step.decimals
        (low, high) = (first * step.size, last * step.size)
        (self.start, self.end) = (start, end)
    }

    func callAsFunction(_ value: Double) -> Double {
        start + (value - low) / (high - low) * (end - start)
    }

    /// The least of 1, 2 or 5 times a power of ten that is not below `size`.
    private static func roundStep(_ size: Double) -> (size: Double, decimals: Int) {
        var power = 1.0
        var decimals = 0
        while power * 10 <= size { power *= 10 }
        while power > size, decimals < 7 {
            power /= 10
            decimals += 1
        }
        for factor in [1.0, 2, 5] where factor * power >= size * 0.999 { return (factor * power, decimals) }
        return (10 * power, max(0, decimals - 1))
    }
}
