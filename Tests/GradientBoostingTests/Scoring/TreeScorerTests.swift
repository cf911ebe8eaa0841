import GradientBoosting
import Testing

@Suite struct TreeScorerTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let leafCounts: [Int]
        var rowCount = 700
        var featureCount = 7
        var outputCount = 1
        var thresholdCount = 40
        var isCategorical = false
    }

    static let shapes = [
        Shape(testDescription: "single leaves", leafCounts: [1, 1, 1]),
        Shape(testDescription: "stumps and small trees", leafCounts: [2, 1, 3, 2, 5, 1, 8]),
        Shape(testDescription: "no rows", leafCounts: [5], rowCount: 0),
        Shape(testDescription: "one row", leafCounts: [63, 31], rowCount: 1),
        Shape(testDescription: "a full block", leafCounts: [63, 31, 7], rowCount: 512),
        Shape(testDescription: "a block and a row", leafCounts: [63, 31, 7], rowCount: 513),
        Shape(testDescription: "63 rows", leafCounts: [63, 31, 7, 4, 16], rowCount: 63),
        Shape(testDescription: "as many leaves as a byte counts", leafCounts: [255, 256, 128, 129, 64, 65]),
        Shape(testDescription: "more leaves than a byte counts", leafCounts: [257, 300, 1, 509, 1200, 254]),
        Shape(
            testDescription: "thousands of thresholds a feature",
            leafCounts: [900, 900, 900, 900],
            thresholdCount: 5000
        ),
        Shape(testDescription: "categories", leafCounts: [40, 40, 300, 2, 40], isCategorical: true),
        Shape(testDescription: "several outputs", leafCounts: Array(repeating: 20, count: 21), outputCount: 3),
        Shape(
            testDescription: "more conditions than one segment holds",
            leafCounts: Array(repeating: 12_000, count: 8),
            rowCount: 70,
            featureCount: 40,
            thresholdCount: 1_000_000
        ),
    ]

    @Test(arguments: shapes, 1...3)
    func `scores are those of a walk through each tree, bit for bit`(shape: Shape, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let model = RandomModel(
            featureCount: shape.featureCount,
            outputCount: shape.outputCount,
            leafCounts: shape.leafCounts,
            thresholdCount: shape.thresholdCount,
            isCategorical: shape.isCategorical,
            using: &generator
        )
        let rows = RandomModel.rows(shape.rowCount, columns: shape.featureCount, using: &generator)
        let scorer = TreeScorer(try TreeEnsemble(bytes: Array(model.text.utf8)))
        let scores = scorer.rawScores(rows)
        let expected = model.scores(rows)
        #expect(scores.count == expected.count)
        #expect(zip(scores, expected).count { $0.bitPattern != $1.bitPattern } == 0)
    }

    @Test func `memory may be kept from one model to the next`() throws {
        var workspace = ScoringWorkspace()
        var scores: [Double] = []
        for (seed, leafCounts) in [[300, 20], [3], [60, 60, 60, 60, 60], [700]].enumerated() {
            var generator = SeededGenerator(seed: UInt64(seed))
            let model = RandomModel(
                featureCount: 4,
                outputCount: 1,
                leafCounts: leafCounts,
                thresholdCount: 100,
                isCategorical: true,
                using: &generator
            )
            let rows = RandomModel.rows(1000 - 200 * seed, columns: 4, using: &generator)
            let scorer = TreeScorer(try TreeEnsemble(bytes: Array(model.text.utf8)))
            scorer.rawScores(rows, into: &scores, workspace: &workspace)
            #expect(scores == model.scores(rows))
        }
    }

    @Test func `a value is read alike whatever rows stand around it`() throws {
        let model = try #require(FixtureModel.all("lightgbm-categorical.txt").first)
        let scorer = TreeScorer(try TreeEnsemble(bytes: model.bytes))
        let rows = try model.rows
        let together = scorer.rawScores(rows)
        for row in 0..<rows.rowCount {
            var alone = FeatureColumns(columnCount: rows.columnCount, rowCount: 1)
            for column in 0..<rows.columnCount { alone[column, 0] = rows[column, row] }
            #expect(scorer.rawScores(alone) == [together[row]])
        }
    }

    @Test(arguments: [0, 1, 2, 7]) func `some rows of a table are a table of those rows`(middle: Int) {
        var table = FeatureColumns(columnCount: 3, rowCount: 7)
        for column in 0..<3 { for row in 0..<7 { table[column, row] = Float(10 * column + row) } }
        let (first, second) = (table.rows(0..<middle), table.rows(middle..<7))
        #expect(first.rowCount == middle)
        #expect(second.rowCount == 7 - middle)
        for column in 0..<3 {
            #expect(Array(first.column(column)) + second.column(column) == Array(table.column(column)))
        }
    }
}
