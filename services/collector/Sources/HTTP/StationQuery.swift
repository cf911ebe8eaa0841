import Core
import Hummingbird
import ServiceKit

/// Which stations and which of their fields `/api/stations` was asked for.
struct StationQuery: Equatable {
    var fields: StationFields = .all
    var districts: Set<String> = []
    /// West, south, east, north, in degrees.
    var box: Box?
    var near: Coordinate?
    var limit: Int?
    /// Folded: lower case, no blanks.
    var text = ""

    struct Box: Equatable {
        let west, south, east, north: Double

        func contains(_ place: Coordinate) -> Bool {
            place.longitude >= west && place.longitude <= east && place.latitude >= south && place.latitude <= north
        }
    }

    /// Whether every station is asked for.
    var isWholeCity: Bool {
        districts.isEmpty && box == nil && near == nil && limit == nil && text.isEmpty
    }

    /// Throws a 400 that names every parameter that cannot be understood.
    init(_ request: Request) throws {
        var errors: [Problem.FieldError] = []
        for (name, value) in request.uri.queryParameters {
            let (name, value) = (String(name), String(value))
            do throws(ParameterError) {
                try set(name, value)
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

    private mutating func set(_ name: String, _ value: String) throws(ParameterError) {
        guard value.utf8.count <= 400 else { throw ParameterError(message: "is longer than 400 bytes") }
        switch name {
        case "fields":
            do throws(UnknownFieldError) {
                fields = try StationFields(list: value)
            } catch {
                throw ParameterError(
                    message: "'\(error.name)' is no field; there are \(error.known.joined(separator: ", "))"
                )
            }
            if fields.isEmpty { throw ParameterError(message: "names no field") }
        case "district": districts.formUnion(value.split(separator: ",").map(String.init))
        case "bbox": box = try Self.box(value)
        case "near": near = try Self.place(value)
        case "limit":
            guard let number = Int(value), (1...10_000).contains(number) else {
                throw ParameterError(message: "must be a whole number from 1 to 10000")
            }
            limit = number
        case "q": text = Self.folded(value)
        default: break
        }
    }

    private static func box(_ text: String) throws(ParameterError) -> Box {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).compactMap { Double($0) }
        guard numbers.count == 4, numbers.allSatisfy(\.isFinite), numbers[0] <= numbers[2], numbers[1] <= numbers[3],
            numbers[1] >= -90, numbers[3] <= 90, numbers[0] >= -180, numbers[2] <= 180
        else { throw ParameterError(message: "must be west,south,east,north in degrees, e.g. 126.9,37.5,127.0,37.6") }
        return Box(west: numbers[0], south: numbers[1], east: numbers[2], north: numbers[3])
    }

    private static func place(_ text: String) throws(ParameterError) -> Coordinate {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).compactMap { Double($0) }
        guard numbers.count == 2, abs(numbers[0]) <= 90, abs(numbers[1]) <= 180 else {
            throw ParameterError(message: "must be lat,lon in degrees, e.g. 37.5556,126.9106")
        }
        return Coordinate(latitude: numbers[0], longitude: numbers[1])
    }

    /// Names are compared without blanks and case, so that "망원역1번" finds "망원역 1번출구 앞".
    static func folded(_ text: String) -> String {
        String(text.lowercased().filter { !$0.isWhitespace })
    }
}

extension StationQuery {
    /// Rows of the snapshot that match, in its order, or nearest first where a place is given.
    func rows(in snapshot: Snapshot) -> [Int] {
        var rows = snapshot.stations.indices.filter { matches(snapshot.stations[$0].station) }
        if let near {
            let distances = rows.compactMap { row -> (row: Int, meters: Double)? in
                guard let place = snapshot.stations[row].station.location else { return nil }
                return (row, near.meters(to: place))
            }
            rows = distances.sorted { ($0.meters, $0.row) < ($1.meters, $1.row) }.map(\.row)
        }
        return limit.map { Array(rows.prefix($0)) } ?? (near == nil ? rows : Array(rows.prefix(20)))
    }

    private func matches(_ station: Station) -> Bool {
        if !districts.isEmpty, !districts.contains(station.district) { return false }
        if let box {
            guard let place = station.location, box.contains(place) else { return false }
        }
        if !text.isEmpty, station.number != text, station.id.lowercased() != text,
            !Self.folded(station.name).contains(text)
        {
            return false
        }
        return true
    }
}
