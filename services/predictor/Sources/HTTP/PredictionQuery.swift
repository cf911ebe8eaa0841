import Core
import Hummingbird
import ServiceKit

/// Which stations, horizons and fields `/api/predictions` was asked for.
struct PredictionQuery: Equatable {
    /// Nil: all of them.
    var minutes: Set<Int>?
    var fields: ForecastFields = .all
    /// In the order asked for, each once; nil: all of them.
    var stationIDs: [String]?

    private static let stationLimit = 200
    private static let lengthLimit = 4000

    /// Whether nothing is left out.
    var isWhole: Bool { minutes == nil && fields == .all && stationIDs == nil }

    /// The same for queries with the same answer.
    var key: String {
        let horizons = minutes.map { $0.sorted().map(String.init).joined(separator: ",") } ?? "*"
        let stations = stationIDs.map { ids in String(ids.joined(separator: ",").hashed, radix: 16) } ?? "*"
        return "\(horizons).\(fields.rawValue).\(stations)"
    }

    /// Throws a 400 that names every parameter that cannot be understood.
    init(_ request: Request, takesStations: Bool) throws {
        var errors: [Problem.FieldError] = []
        for (name, value) in request.uri.queryParameters {
            let (name, value) = (String(name), String(value))
            do throws(ParameterError) {
                try set(name, value, takesStations: takesStations)
            } catch {
                errors.append(Problem.FieldError(field: name, message: error.message))
            }
        }
        guard errors.isEmpty else {
            throw Problem.badRequest("The query has parameters that cannot be understood.", errors: errors)
        }
    }

    private struct ParameterError: Error {
        let message: String
    }

    private mutating func set(_ name: String, _ value: String, takesStations: Bool) throws(ParameterError) {
        guard value.utf8.count <= Self.lengthLimit else {
            throw ParameterError(message: "is longer than \(Self.lengthLimit) bytes")
        }
        switch name {
        case "minutes": minutes = try Self.minutes(value)
        case "fields": fields = try Self.fields(value)
        case "station_id" where takesStations: stationIDs = try Self.stations(value)
        default:
            let known = takesStations ? "minutes, fields and station_id" : "minutes and fields"
            throw ParameterError(message: "is no parameter of this path; there are \(known)")
        }
    }

    /// A comma list of horizons; throws unless each is one that is forecast.
    static func horizons(_ text: String) -> Set<Int>? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        let minutes = parts.compactMap(\.self)
        guard minutes.count == parts.count, minutes.allSatisfy(ForecastHorizons.minutes.contains) else { return nil }
        return Set(minutes)
    }

    private static func minutes(_ text: String) throws(ParameterError) -> Set<Int> {
        guard let minutes = horizons(text) else { throw ParameterError(message: horizonMessage) }
        return minutes
    }

    static var horizonMessage: String {
        "must be one or several of " + ForecastHorizons.minutes.sorted().map(String.init).joined(separator: ", ")
    }

    private static func fields(_ text: String) throws(ParameterError) -> ForecastFields {
        guard !text.isEmpty else { throw ParameterError(message: "names no field") }
        do throws(UnknownFieldError) {
            return try ForecastFields(list: text)
        } catch {
            throw ParameterError(
                message: "'\(error.name)' is no field; there are \(error.known.joined(separator: ", "))"
            )
        }
    }

    private static func stations(_ text: String) throws(ParameterError) -> [String] {
        var seen: Set<Substring> = []
        let ids = text.split(separator: ",").filter { seen.insert($0).inserted }.map(String.init)
        guard !ids.isEmpty, ids.count <= stationLimit else {
            throw ParameterError(message: "must be 1 to \(stationLimit) station ids, separated by commas")
        }
        return ids
    }
}

extension String {
    /// FNV-1a of the UTF-8 bytes: the same in every process, unlike `hashValue`.
    fileprivate var hashed: UInt64 {
        utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}
