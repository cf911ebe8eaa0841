import Core
import FoundationEssentials
import GradientBoosting

/// The files of a model version, written from a training and read for serving.
package enum ModelFiles {
    static let stationsName = "stations.json"

    /// `stations.json`: the stations of ``LearnedCityFile``, in its order.
    private struct Stations: Codable {
        struct Place: Codable {
            var id: String
            var lat: Double?
            var lon: Double?
        }

        var stations: [Place]
    }

    /// Everything but `metrics.json`, by file name.
    package static func encode(_ city: TrainedCity, settings: TrainingSettings, tickMinutes: Int) throws -> [String:
        [UInt8]]
    {
        var files: [String: [UInt8]] = [:]
        var horizons: [ModelManifest.Horizon] = []
        for horizon in city.horizons {
            var names: [String: String] = [:]
            for (role, booster) in horizon.boosters {
                let name = "h\(horizon.minutes)-\(role.rawValue).\(booster.engine == .lightgbm ? "txt" : "ubj")"
                names[role.rawValue] = name
                files[name] = booster.model
            }
            horizons.append(manifest(horizon, boosters: names, reference: city.reference))
        }
        let manifest = ModelManifest(
            format: ModelManifest.format,
            source: city.source,
            engine: settings.engine.rawValue,
            calendar: city.learned.calendar.rawValue,
            tickMinutes: tickMinutes,
            features: FeatureOrder.names,
            shapeFeatures: ShapeFeature.names,
            horizons: horizons,
            firstDay: DayText.text(city.split.partByDay.keys.min() ?? city.split.lastDay),
            lastDay: DayText.text(city.learned.lastDay ?? city.split.lastDay),
            seed: settings.seed
        )
        let places = zip(city.stationIDs, city.locations).map { id, place in
            Stations.Place(id: id, lat: place?.latitude, lon: place?.longitude)
        }
        files[ModelManifest.fileName] = try json(manifest)
        files[stationsName] = try json(Stations(stations: places))
        files[LearnedCityFile.fileName] = try LearnedCityFile.encode(city.learned)
        return files
    }

    /// Reads a version's files; throws one line that names the file and what is wrong with it.
    package static func decode(_ files: [String: [UInt8]], version: String) throws -> TrainedModel {
        let manifest: ModelManifest = try parse(ModelManifest.fileName, in: files)
        guard manifest.format == ModelManifest.format else {
            throw ModelFileError(
                "features.json has format \(manifest.format); this version reads \(ModelManifest.format)"
            )
        }
        guard let calendar = HolidayCalendar(rawValue: manifest.calendar) else {
            throw ModelFileError("features.json names the calendar '\(manifest.calendar)', which is not known")
        }
        let selection = try FeatureSelection(manifest.features)
        let stations: Stations = try parse(stationsName, in: files)
        var index = StationIndex()
        for station in stations.stations { _ = index.insert(station.id) }
        guard index.count == stations.stations.count else {
            throw ModelFileError("stations.json names a station twice")
        }
        guard let learned = files[LearnedCityFile.fileName] else { throw missing(LearnedCityFile.fileName) }
        let horizons = try manifest.horizons.map {
            try horizon($0, manifest: manifest, selection: selection, files: files)
        }
        guard !horizons.isEmpty, Set(horizons.map(\.minutes)).count == horizons.count else {
            throw ModelFileError("features.json has no horizon, or one twice")
        }
        return TrainedModel(
            version: version,
            source: manifest.source,
            index: index,
            knownLocations: stations.stations.map { Coordinate(checkedLatitude: $0.lat, longitude: $0.lon) },
            learned: try LearnedCityFile.decode(learned, calendar: calendar, stationCount: index.count),
            horizons: horizons,
            reference: LastValueReference(horizons: try manifest.horizons.map(reference)),
            drift: files[DriftReference.fileName] == nil ? nil : try parse(DriftReference.fileName, in: files)
        )
    }

    /// `drift.json`.
    static func encode(_ drift: DriftReference) throws -> [UInt8] { try json(drift) }

    private static func manifest(
        _ horizon: TrainedHorizon,
        boosters: [String: String],
        reference: LastValueReference
    ) -> ModelManifest.Horizon {
        let last = reference.horizons.first { $0.minutes == horizon.minutes }
        let calibration = horizon.calibration
        return ModelManifest.Horizon(
            minutes: horizon.minutes,
            boosters: boosters,
            classBounds: horizon.classes.lowerBounds,
            classSpread: horizon.classes.spread,
            calibration: ModelManifest.Calibration(
                temperature: calibration.temperature,
                empty: .init(intercept: calibration.empty.intercept, slope: calibration.empty.slope),
                full: .init(intercept: calibration.full.intercept, slope: calibration.full.slope),
                firstStageShare: calibration.firstStageShare,
                medianSlack: calibration.medianSlack
            ),
            lastValueQuantiles: last?.quantiles ?? [],
            emptyByCount: last?.emptyByCount ?? []
        )
    }

    private static func horizon(
        _ horizon: ModelManifest.Horizon,
        manifest: ModelManifest,
        selection: FeatureSelection,
        files: [String: [UInt8]]
    ) throws -> HorizonModel {
        guard ForecastHorizons.minutes.contains(horizon.minutes) else {
            throw ModelFileError("features.json has a horizon of \(horizon.minutes) minutes, which is not forecast")
        }
        let booster = { (role: BoosterRole, columns: Int) throws -> TreeEnsemble? in
            guard let name = horizon.boosters[role.rawValue] else { return nil }
            guard let bytes = files[name] else { throw missing(name) }
            do {
                let ensemble = try TreeEnsemble(bytes: bytes)
                guard ensemble.featureCount == columns else {
                    throw ModelFileError(
                        "\(name) reads \(ensemble.featureCount) features, features.json has \(columns)"
                    )
                }
                return ensemble
            } catch let error as ModelFormatError {
                throw ModelFileError("\(name): \(error)")
            }
        }
        let firstStage = try BoosterRole.firstStage.map { try booster($0, manifest.features.count) }
        guard let change = firstStage[0] else {
            throw ModelFileError("features.json has no booster 'change' for +\(horizon.minutes) min")
        }
        guard let shape = try booster(.shape, manifest.shapeFeatures.count) else {
            return HorizonModel(minutes: horizon.minutes, change: change, selection: selection)
        }
        return try whole(horizon, manifest: manifest, firstStage: firstStage, shape: shape, selection: selection)
    }

    private static func whole(
        _ horizon: ModelManifest.Horizon,
        manifest: ModelManifest,
        firstStage: [TreeEnsemble?],
        shape: TreeEnsemble,
        selection: FeatureSelection
    ) throws -> HorizonModel {
        guard manifest.shapeFeatures == ShapeFeature.names else {
            throw ModelFileError(
                "features.json has other shape_features than \(ShapeFeature.names.joined(separator: ", "))"
            )
        }
        let complete = firstStage.compactMap(\.self)
        guard complete.count == firstStage.count else {
            let roles = BoosterRole.firstStage.map(\.rawValue).joined(separator: ", ")
            throw ModelFileError("features.json has a shape for +\(horizon.minutes) min without all of \(roles)")
        }
        guard let bounds = horizon.classBounds, let spread = horizon.classSpread, let saved = horizon.calibration,
            let classes = ChangeClasses(lowerBounds: bounds, spread: spread), classes.count == shape.outputCount
        else { throw ModelFileError("the classes of +\(horizon.minutes) min do not fit the shape's outputs") }
        var calibration = HorizonCalibration()
        calibration.temperature = saved.temperature
        calibration.empty = LogOddsLine(intercept: saved.empty.intercept, slope: saved.empty.slope)
        calibration.full = LogOddsLine(intercept: saved.full.intercept, slope: saved.full.slope)
        calibration.firstStageShare = saved.firstStageShare
        calibration.medianSlack = saved.medianSlack ?? 0
        guard calibration.isUsable else {
            throw ModelFileError("the calibration of +\(horizon.minutes) min is out of range")
        }
        return HorizonModel(
            minutes: horizon.minutes,
            firstStage: TreeScorerGroup(complete),
            shape: TreeScorer(shape),
            classes: classes,
            calibration: calibration,
            selection: selection
        )
    }

    private static func reference(_ horizon: ModelManifest.Horizon) throws -> LastValueReference.Horizon {
        guard horizon.lastValueQuantiles.count == LastValueReference.levels.count,
            horizon.emptyByCount.count == LastValueReference.countLimit + 1
        else { throw ModelFileError("the last value's figures of +\(horizon.minutes) min are incomplete") }
        return LastValueReference.Horizon(
            minutes: horizon.minutes,
            quantiles: horizon.lastValueQuantiles,
            emptyByCount: horizon.emptyByCount
        )
    }

    private static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }

    private static func parse<Value: Decodable>(_ name: String, in files: [String: [UInt8]]) throws -> Value {
        guard let bytes = files[name] else { throw missing(name) }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(Value.self, from: Data(bytes))
        } catch let DecodingError.keyNotFound(key, _) {
            throw ModelFileError("\(name) lacks '\(key.stringValue)'")
        } catch let DecodingError.typeMismatch(_, context), let DecodingError.valueNotFound(_, context) {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw ModelFileError("\(name) has another kind of value at '\(path)' than it should")
        } catch {
            throw ModelFileError("\(name) is no JSON of the right shape")
        }
    }

    private static func missing(_ name: String) -> ModelFileError { ModelFileError("the file \(name) is missing") }
}

/// Which of our features a model reads, in its order.
package struct FeatureSelection: Sendable, Hashable {
    /// Positions in ``FeatureOrder``; nil when it reads all of them in our order.
    let positions: [Int]?

    package static let all = FeatureSelection(positions: nil)

    private init(positions: [Int]?) {
        self.positions = positions
    }

    /// Throws one line that names the features we do not compute, or that stand twice.
    init(_ names: [String]) throws {
        guard names != FeatureOrder.names else {
            positions = nil
            return
        }
        let known = Dictionary(uniqueKeysWithValues: FeatureOrder.names.enumerated().map { ($0.element, $0.offset) })
        let unknown = names.filter { known[$0] == nil }
        guard unknown.isEmpty else {
            throw ModelFileError(
                "features.json has features that are not computed here: \(unknown.joined(separator: ", "))"
            )
        }
        guard !names.isEmpty, Set(names).count == names.count else {
            throw ModelFileError("features.json has no features, or one of them twice")
        }
        positions = names.compactMap { known[$0] }
    }

    /// The columns the model reads, of all of ours.
    func columns(_ features: FeatureColumns) -> FeatureColumns {
        guard let positions else { return features }
        var selected = FeatureColumns(columnCount: positions.count, rowCount: features.rowCount)
        for (target, position) in positions.enumerated() {
            selected.values.replaceSubrange(
                target * features.rowCount..<(target + 1) * features.rowCount,
                with: features.column(position)
            )
        }
        return selected
    }
}

/// Days as `2024-11-05`.
package enum DayText {
    /// The date `day` days after the epoch.
    package static func text(_ day: Int) -> String {
        String(ZonedTimestamp(Timestamp(seconds: Int64(day) * 86_400), utcOffsetSeconds: 0).rfc3339.prefix(10))
    }

    /// Days since the epoch; nil for what is no date.
    package static func day(_ text: String) -> Int? {
        ZonedTimestamp(rfc3339: "\(text)T00:00:00Z").map { Int($0.instant.seconds / 86_400) }
    }
}
