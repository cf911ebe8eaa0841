import Core

/// What `/api/accuracy` was asked for.
package struct AccuracyQuery: Equatable, Sendable {
    package enum Grouping: String, CaseIterable, Sendable { case station, district, hour, horizon }

    /// By skill against the last value.
    package enum Order: String, CaseIterable, Sendable { case worst, best }

    /// A parameter that cannot be understood.
    package struct Fault: Error, Equatable, Sendable {
        package let parameter: String
        package let message: String
    }

    package private(set) var hours = 24
    /// Nil when the question leaves it open.
    package private(set) var minutes: Set<Int>?
    package private(set) var stationID: String?
    package private(set) var district: String?
    package private(set) var grouping: Grouping?
    package private(set) var order = Order.worst
    package private(set) var limit = 20

    /// A quarter of a year.
    private static let longestHours = 2160
    private static let largestLimit = 500
    /// Bytes of an id or a name.
    private static let longestName = 200

    package init() {}

    /// Reads parameters; what is wrong with them is in `faults`.
    package static func read(_ parameters: [(name: String, value: String)]) -> (query: AccuracyQuery, faults: [Fault]) {
        var query = AccuracyQuery()
        var faults: [Fault] = []
        for (name, value) in parameters {
            if let message = query.set(name, value) { faults.append(Fault(parameter: name, message: message)) }
        }
        if let fault = query.contradiction { faults.append(fault) }
        return (query, faults)
    }

    /// Whether stations are asked for, and whether districts are.
    package var wantsStations: Bool { grouping == .station || (grouping != .district && stationID != nil) }
    package var wantsDistricts: Bool { grouping == .district || (!wantsStations && district != nil) }

    /// Horizons of the station and district lists: a ranking is of the first horizon unless others are asked for.
    package var listedMinutes: Set<Int>? { minutes ?? (isRanking ? primary : nil) }

    /// Horizons of the lists by hour and of the calibration.
    package var primaryMinutes: Set<Int> { minutes ?? primary }

    /// Whether stations or districts are compared with each other.
    package var isRanking: Bool { (grouping == .station && stationID == nil) || grouping == .district }

    private var primary: Set<Int> { [ForecastHorizons.minutes[ForecastHorizons.primary]] }

    /// Returns what is wrong with the value.
    private mutating func set(_ name: String, _ value: String) -> String? {
        switch name {
        case "hours": return Self.number(value, upTo: Self.longestHours, into: &hours)
        case "limit": return Self.number(value, upTo: Self.largestLimit, into: &limit)
        case "minutes":
            minutes = PredictionQuery.horizons(value)
            return minutes == nil ? PredictionQuery.horizonMessage : nil
        case "station": return Self.name(value, into: &stationID)
        case "district": return Self.name(value, into: &district)
        case "by":
            grouping = Grouping(rawValue: value)
            return grouping == nil ? Self.choice(Grouping.allCases.map(\.rawValue)) : nil
        case "order":
            guard let order = Order(rawValue: value) else { return Self.choice(Order.allCases.map(\.rawValue)) }
            self.order = order
            return nil
        default:
            return "is no parameter of this path; there are hours, minutes, station, district, by, order and limit"
        }
    }

    private var contradiction: Fault? {
        switch grouping {
        case .hour where stationID != nil || district != nil:
            Fault(parameter: "by", message: "must not be hour beside station or district: their sums are by day")
        case .district where stationID != nil:
            Fault(parameter: "by", message: "must not be district beside station")
        default: nil
        }
    }

    private static func number(_ text: String, upTo largest: Int, into number: inout Int) -> String? {
        guard let value = Int(text), (1...largest).contains(value) else {
            return "must be a whole number from 1 to \(largest)"
        }
        number = value
        return nil
    }

    private static func name(_ text: String, into name: inout String?) -> String? {
        guard !text.isEmpty, text.utf8.count <= longestName else { return "must have 1 to \(longestName) bytes" }
        name = text
        return nil
    }

    private static func choice(_ words: [String]) -> String { "must be one of " + words.joined(separator: ", ") }
}
