import Core
import Hummingbird
import ServiceKit

/// `/api/accuracy`: how good the forecasts of the last hours were.
struct AccuracyController {
    let board: ForecastBoard
    let repository: any AccuracyRepository
    let clock: WallClock

    /// A quarter of a year.
    private static let longestHours = 2160

    func addRoutes(to router: Router<AppRequestContext>) {
        router.get("/api/accuracy", use: accuracy)
    }

    @Sendable
    private func accuracy(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let (hours, minutes) = try Self.window(request)
        guard let run = board.current?.run else {
            throw Problem.unavailable("No forecast is there yet; /health tells why.", retryAfter: 5)
        }
        // The newest truth is observed a little before now; a millisecond more takes it in.
        let to = max(clock.now(), run.basedOn)
        let from = to.advanced(bySeconds: Int64(-hours * 3600))
        let totals = try await repository.totals(
            source: run.source,
            from: from,
            to: Timestamp(milliseconds: to.milliseconds + 1),
            utcOffsetSeconds: run.utcOffsetSeconds
        )
        let report = AccuracyReport(
            totals,
            source: run.source,
            from: from,
            to: to,
            utcOffsetSeconds: run.utcOffsetSeconds,
            minutes: minutes
        )
        var writer = JSONWriter(capacity: 8192)
        report.encode(into: &writer, clock: clock)
        return .json(writer.bytes, headers: [.cacheControl: "no-cache"])
    }

    private static func window(_ request: Request) throws -> (hours: Int, minutes: Set<Int>?) {
        var hours = 24
        var minutes: Set<Int>?
        var errors: [Problem.FieldError] = []
        for (name, value) in request.uri.queryParameters {
            switch name {
            case "hours":
                if let number = Int(value), (1...longestHours).contains(number) {
                    hours = number
                } else {
                    let message = "must be a whole number from 1 to \(longestHours)"
                    errors.append(Problem.FieldError(field: "hours", message: message))
                }
            case "minutes":
                minutes = PredictionQuery.horizons(String(value))
                if minutes == nil {
                    errors.append(Problem.FieldError(field: "minutes", message: PredictionQuery.horizonMessage))
                }
            default:
                let message = "is no parameter of this path; there are hours and minutes"
                errors.append(Problem.FieldError(field: String(name), message: message))
            }
        }
        guard errors.isEmpty else {
            throw Problem.badRequest("The query has parameters that cannot be understood.", errors: errors)
        }
        return (hours, minutes)
    }
}
