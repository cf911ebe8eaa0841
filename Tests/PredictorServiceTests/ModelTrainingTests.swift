import Core
import GradientBoosting
import PredictorService
import Testing

@Suite(.ifTrainingIsPossible)
struct ModelTrainingTests {
    @Test
    func `a model that was written and read forecasts as it did, within its bounds`() throws {
        let trained = try trainSmallModel()
        let again = try ModelFiles.decode(trained.artifact.files, version: "again")
        let city = SyntheticCity()
        var index = again.index
        var days: [CityDay] = []
        try city.read(city.firstDay + 15...city.firstDay + 15, index: &index) { day, _ in days.append(day) }
        let usual = again.learned.usual(on: city.firstDay + 15, stationCount: index.count)
        let builder = FeatureBuilder(usual: usual, geometry: CityGeometry(city.locations(index)))
        var recent = RecentFrames()
        for frame in days[0].frames.prefix(70) { if let frame { recent.append(frame) } }
        let features = try #require(builder.features(recent))
        for (own, read) in zip(trained.model.horizons, again.horizons) {
            let columns = features.columns(minutes: own.minutes, rows: features.knownRows)
            var firstPass: [Float] = []
            own.forecast(columns) { _, row in firstPass.append(row.expected) }
            var quantiles: [Float] = []
            read.forecast(columns) { position, row in
                #expect(row.expected == firstPass[position])
                row.quantiles(LastValueReference.levels, into: &quantiles)
                #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 <= $1 })
                #expect(quantiles[0] >= 0 && row.expected >= 0)
                #expect((0...1).contains(row.distribution.pEmpty) && (0...1).contains(row.pFull))
                #expect(abs(row.distribution.probability(atMost: 200) - 1) < 1e-4)
            }
        }
    }

    @Test
    func `the same seed makes the same model, and its evaluation has every figure`() throws {
        let first = try trainSmallModel()
        let second = try trainSmallModel()
        #expect(first.artifact.version == second.artifact.version)
        #expect(try trainSmallModel(seed: 2).artifact.version != first.artifact.version)
        let evaluation = try #require(first.evaluation)
        #expect(first.heldBack.count == 7)
        for horizon in evaluation.horizons {
            #expect(horizon.byDay.count == 7)
            #expect(horizon.total.pinballMean < horizon.total.pinballLastMean)
            #expect(horizon.total.mean(horizon.total.absolute) < horizon.total.mean(horizon.total.absoluteLast) * 1.02)
        }
    }

    @Test(arguments: [false, true])
    func `a quick training and a whole one tell how far they are, and forecast`(isQuick: Bool) throws {
        var shares: [Int: [Double]] = [:]
        let trained = try trainSmallModel(isQuick: isQuick) { step in
            if case .training(.training(let minutes, let share)) = step { shares[minutes, default: []].append(share) }
        }
        for shares in shares.values { #expect(shares == shares.sorted() && shares.last == 1) }
        #expect(shares.keys.sorted() == [10, 30])
        for horizon in try #require(trained.evaluation).horizons {
            #expect(horizon.total.pinballMean < horizon.total.pinballLastMean)
        }
    }

    @Test
    func `a training ends when it is told to`() {
        #expect(throws: CancellationError.self) {
            try trainSmallModel { step in
                if case .training(.training) = step { throw CancellationError() }
            }
        }
    }

    @Test
    func `too few days are refused in one line`() {
        var city = SyntheticCity()
        city.dayCount = 9  // two beside the seven held back
        #expect {
            try trainSmallModel(city)
        } throws: {
            "\($0)".contains("9 days are too few")
        }
    }

    @Test
    func `a model from elsewhere may read fewer features, and unknown ones are named`() throws {
        var files = try trainSmallModel().artifact.files
        let manifest = String(decoding: files["features.json"] ?? [], as: UTF8.self)
        let renamed = manifest.replacing("\"features\":[\"bikes\"", with: "\"features\":[\"bicycles\"")
        #expect(renamed != manifest)
        files["features.json"] = Array(renamed.utf8)
        #expect {
            try ModelFiles.decode(files, version: "v")
        } throws: {
            "\($0)" == "features.json has features that are not computed here: bicycles"
        }
        files["features.json"] = Array(manifest.utf8)
        files["h10-empty.txt"] = nil
        #expect {
            try ModelFiles.decode(files, version: "v")
        } throws: {
            "\($0)" == "the file h10-empty.txt is missing"
        }
    }

    @Test
    func `damaged model files are an error or a model, never a crash`() throws {
        let files = try trainSmallModel().artifact.files
        var generator = SeededGenerator(state: 5)
        var refused = 0
        for name in files.keys.sorted() where name != "metrics.json" {
            guard let bytes = files[name], !bytes.isEmpty else { continue }
            for round in 0..<25 {
                var damaged = bytes
                if round % 3 == 0 {
                    damaged = Array(bytes.prefix(Int(generator.next() % UInt64(bytes.count))))
                } else {
                    for _ in 0..<(1 + round % 4) {
                        damaged[Int(generator.next() % UInt64(bytes.count))] = UInt8(
                            truncatingIfNeeded: generator.next()
                        )
                    }
                }
                var broken = files
                broken[name] = damaged
                guard let model = try? ModelFiles.decode(broken, version: "v") else {
                    refused += 1
                    continue
                }
                for horizon in model.horizons {
                    var columns = FeatureColumns(columnCount: FeatureOrder.count, rowCount: 3)
                    for column in 0..<columns.columnCount { columns[column, 1] = Float(column) }
                    horizon.forecast(columns) { _, row in #expect(row.expected >= 0) }
                }
            }
        }
        #expect(refused > 100)
    }
}

@Suite
struct TrainingSplitTests {
    @Test(arguments: [(7, 0), (9, 2), (16, 7), (44, 10), (54, 10), (365, 10)])
    func `every part has days, in the order of time, the folds by turns`(days: Int, heldBack: Int) throws {
        let split = try #require(TrainingSplit(days: Array(100..<100 + days), heldBackCount: heldBack))
        #expect(split.heldBack == Array(100 + days - heldBack..<100 + days))
        let parts = split.partByDay.sorted { $0.key < $1.key }.map(\.value)
        #expect(parts.count == days - heldBack)
        #expect(Set(parts) == Set(TrainingPart.allCases))
        let folds = parts.drop { $0 == .warmUp }.prefix { $0 == .firstFold || $0 == .secondFold }
        #expect(folds.elementsEqual((0..<folds.count).map { $0.isMultiple(of: 2) ? .firstFold : .secondFold }))
        let rest = parts.filter { $0 != .firstFold && $0 != .secondFold }.map(\.rawValue)
        #expect(rest == rest.sorted() && parts.count == rest.count + folds.count)
    }

    @Test
    func `too few days cannot be split`() {
        #expect(TrainingSplit(days: Array(0..<16), heldBackCount: 10) == nil)
    }
}
