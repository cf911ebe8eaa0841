/// The fields of a station's record, and which of them an answer holds.
package struct StationFields: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    package static let stationID = StationFields(rawValue: 1 << 0)
    package static let number = StationFields(rawValue: 1 << 1)
    package static let name = StationFields(rawValue: 1 << 2)
    package static let district = StationFields(rawValue: 1 << 3)
    package static let latitude = StationFields(rawValue: 1 << 4)
    package static let longitude = StationFields(rawValue: 1 << 5)
    package static let racks = StationFields(rawValue: 1 << 6)
    package static let bikes = StationFields(rawValue: 1 << 7)
    package static let docksFree = StationFields(rawValue: 1 << 8)
    package static let observedAt = StationFields(rawValue: 1 << 9)
    package static let collectedAt = StationFields(rawValue: 1 << 10)
    package static let changedAt = StationFields(rawValue: 1 << 11)
    package static let source = StationFields(rawValue: 1 << 12)

    /// All thirteen.
    package static let all = StationFields(rawValue: (1 << 13) - 1)

    /// Every field with its name on the wire, in the order they are written.
    package static let names: [(field: StationFields, name: String)] = [
        (.stationID, "station_id"), (.number, "number"), (.name, "name"), (.district, "district"),
        (.latitude, "lat"), (.longitude, "lon"), (.racks, "racks"), (.bikes, "bikes"), (.docksFree, "docks_free"),
        (.observedAt, "observed_at"), (.collectedAt, "collected_at"), (.changedAt, "changed_at"), (.source, "source"),
    ]

    /// The fields of a comma-separated list; throws the name it does not know.
    package init(list: String) throws(UnknownFieldError) {
        var fields: StationFields = []
        for name in list.split(separator: ",") {
            guard let entry = StationFields.names.first(where: { $0.name == name }) else {
                throw UnknownFieldError(name: String(name), known: StationFields.names.map(\.name))
            }
            fields.insert(entry.field)
        }
        self = fields
    }
}

/// A field name that no record has.
package struct UnknownFieldError: Error {
    package let name: String
    package let known: [String]
}
