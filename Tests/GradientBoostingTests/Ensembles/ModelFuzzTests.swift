import GradientBoosting
import Testing

/// Broken files must give an error or a model that can be scored, never a crash.
@Suite struct ModelFuzzTests {
    static let models =
        FixtureModel.all("lightgbm-categorical.txt") + FixtureModel.all("lightgbm-zero-as-missing.txt")
        + FixtureModel.all("xgboost3-categorical.ubj") + FixtureModel.all("xgboost2-one-hot.json")
        + FixtureModel.all("xgboost1-dart.ubj")

    /// Whether the bytes make a model; one that they make is scored.
    private func isModel(_ bytes: [UInt8], _ rows: FeatureColumns) -> Bool {
        guard let ensemble = try? TreeEnsemble(bytes: bytes) else { return false }
        guard ensemble.featureCount < 1000 else { return true }
        var rows = rows
        if ensemble.featureCount != rows.columnCount {
            rows = FeatureColumns(columnCount: ensemble.featureCount, rowCount: 3)
        }
        let scorer = TreeScorer(ensemble)
        let predictions = scorer.predictions(rows)
        #expect(predictions.count == scorer.predictionCount * rows.rowCount)
        return true
    }

    @Test func `there is something to break`() {
        #expect(Self.models.count == 5)
    }

    @Test(arguments: models)
    func `a truncated file is refused`(model: FixtureModel) throws {
        let bytes = try model.bytes
        let rows = try model.rows
        // White space, and nothing else, may be missing at the end.
        let end = (bytes.lastIndex { $0 != 0x0A } ?? 0)
        for count in stride(from: 0, through: end, by: 11) {
            #expect(!isModel(Array(bytes[..<count]), rows), "\(count) bytes of \(bytes.count)")
        }
    }

    @Test(arguments: models, 0...3)
    func `a file with wrong bytes crashes nothing`(model: FixtureModel, seed: UInt64) throws {
        let bytes = try model.bytes
        let rows = try model.rows
        var generator = SeededGenerator(seed: seed)
        var refused = 0
        for _ in 0..<300 {
            var broken = bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<broken.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: broken[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: broken[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
                case 2: broken[place] = Array("0123456789-. ,[]{}\n=".utf8).randomElement(using: &generator) ?? 0
                default: broken.remove(at: place)
                }
            }
            if !isModel(broken, rows) { refused += 1 }
        }
        #expect(refused > 0)
    }

    @Test(arguments: models)
    func `a file with numbers replaced crashes nothing`(model: FixtureModel) throws {
        guard !model.name.hasSuffix("ubj") else { return }
        let text = String(decoding: try model.bytes, as: UTF8.self)
        let rows = try model.rows
        var generator = SeededGenerator(seed: 9)
        let hostile = [
            "-1", "0", "2147483647", "-2147483648", "4294967295", "1e999", "nan", "99999999999999999999", "", "{}",
        ]
        let numbers = text.matches(of: /-?[0-9]+/)
        for _ in 0..<600 {
            guard let number = numbers.randomElement(using: &generator) else { return }
            var broken = text
            broken.replaceSubrange(number.range, with: hostile.randomElement(using: &generator) ?? "")
            _ = isModel(Array(broken.utf8), rows)
        }
    }

    @Test(arguments: models)
    func `a file with a piece repeated or lost crashes nothing`(model: FixtureModel) throws {
        let bytes = try model.bytes
        let rows = try model.rows
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            let start = Int.random(in: 0..<bytes.count, using: &generator)
            let end = min(bytes.count, start + Int.random(in: 1...400, using: &generator))
            _ = isModel(Array(bytes[..<start] + bytes[end...]), rows)
            _ = isModel(Array(bytes[..<end] + bytes[start...]), rows)
        }
    }
}
