package import Core
import GradientBoosting

/// A trained model with all it has learned about its city, ready to forecast.
package struct TrainedModel: Sendable {
    package let version: String
    /// The source it was trained on; it serves no other.
    package let source: String
    /// The stations it knows, in the order of what it has learned.
    package let index: StationIndex
    package let knownLocations: [Coordinate?]
    package internal(set) var learned: LearnedCity
    package let horizons: [HorizonModel]
    package let reference: LastValueReference
    /// Nil for models that were made without.
    package let drift: DriftReference?

    package init(_ city: TrainedCity, version: String) throws {
        self.version = version
        source = city.source
        var index = StationIndex()
        for id in city.stationIDs { _ = index.insert(id) }
        self.index = index
        knownLocations = city.locations
        learned = city.learned
        reference = city.reference
        drift = nil
        horizons = try city.horizons.map { try $0.model() }
    }

    init(
        version: String,
        source: String,
        index: StationIndex,
        knownLocations: [Coordinate?],
        learned: LearnedCity,
        horizons: [HorizonModel],
        reference: LastValueReference,
        drift: DriftReference?
    ) {
        self.version = version
        self.source = source
        self.index = index
        self.knownLocations = knownLocations
        self.learned = learned
        self.horizons = horizons
        self.reference = reference
        self.drift = drift
    }

    /// Where the stations of an index that began with ``index`` stand; new ones as `city` says.
    func locations(_ index: borrowing StationIndex, city: some CityDays) -> [Coordinate?] {
        let given = city.locations(index)
        return given.indices.map { row in given[row] ?? (row < knownLocations.count ? knownLocations[row] : nil) }
    }
}
