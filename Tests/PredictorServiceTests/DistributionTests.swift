import Core
import PredictorService
import Testing

@Suite
struct DistributionTests {
    @Test(arguments: [5, 10, 20, 30, 60])
    func `classes cover every change once`(minutes: Int) {
        let classes = ChangeClasses(minutes: minutes)
        #expect(classes.lowerBounds.first == -ChangeClasses.reach)
        #expect(zip(classes.lowerBounds, classes.lowerBounds.dropFirst()).allSatisfy { $0 < $1 })
        for change in -45...45 {
            let kind = classes.index(of: change)
            let bounded = min(max(change, -40), 40)
            #expect(classes.lowerBounds[kind] <= bounded)
            #expect(kind == classes.count - 1 || classes.lowerBounds[kind + 1] > bounded)
        }
        // Mirrored: a change and its opposite are in classes of the same width.
        for change in 1...40 { #expect(classes.index(of: change) + classes.index(of: -change) == classes.count - 1) }
    }

    @Test
    func `classes learn how changes are spread within them`() {
        var classes = ChangeClasses(minutes: 10)
        classes.learn([Float](repeating: 8, count: 300) + [Float](repeating: 9, count: 98))
        let spread = classes.spread
        #expect(abs(spread[40 + 8] - 0.7525) < 0.001)
        #expect(abs(spread[40 + 8] + spread[40 + 9] - 1) < 1e-5)
        #expect(ChangeClasses(lowerBounds: classes.lowerBounds, spread: spread) == classes)
        #expect(ChangeClasses(lowerBounds: [-40, 0, 0], spread: spread) == nil)
        #expect(ChangeClasses(lowerBounds: classes.lowerBounds, spread: [1]) == nil)
        #expect(ChangeClasses(lowerBounds: classes.lowerBounds, spread: spread.map { $0 - 2 }) == nil)
    }

    @Test
    func `reliability bins hold equally many forecasts`() {
        var generator = SeededGenerator(state: 1)
        let forecasts = (0..<20_000).map { _ -> (probability: Float, event: Bool) in
            let unit = Float(generator.next() >> 40) * 0x1p-24
            let probability = unit * unit * unit
            return (probability, Float(generator.next() >> 40) * 0x1p-24 < probability)
        }
        let reliability = Reliability(forecasts)
        let bins = reliability.bins()
        #expect(bins.count == 10)
        #expect(bins.allSatisfy { $0.count > 1500 && $0.count < 2700 })
        #expect(reliability.largestError < 0.03)
        let wrong = Reliability(forecasts.map { (min(1, $0.probability + 0.2), $0.event) })
        #expect(wrong.largestError > 0.15)
    }
}
