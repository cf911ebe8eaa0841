package import ArgumentParser
import Blocking
import Core
import Recordings
package import ServiceKit

/// `collector replay`: an HTTP server that plays recorded days as bikeList and as GBFS.
package struct ReplayCommand: ServiceCommand {
    package static let serviceName = "replay"
    package static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Serve recorded days as bikeList and GBFS, by the clock of the recording.",
        discussion: """
            Paths: /gbfs/2.3/gbfs.json, /gbfs/3.0/gbfs.json, /KEY/json/bikeList/START/END/. The time is that of CLOCK; without it \
            the recording's own, from --start at --speed. --print-clock prints the value of CLOCK for all services and exits.
            """
    )

    @Option(help: "Folder with change logs (*.csv, *.csv.gz, *.csv.zst) and *_stations.csv.")
    var data: String

    @Option(help: "Recorded seconds per real second.")
    var speed = 1.0

    @Option(help: "Where to begin, RFC 3339; without it at 06:00 of the first day of the longest run of days.")
    var start: String?

    @Option(help: "Port to listen on.")
    var port = 8086

    @Flag(help: "Print the value of CLOCK and exit.")
    var printClock = false

    package init() {}

    package static var logStream: StandardStream { .error }

    package var settings: [String: String] { ["PORT": "\(port)"] }

    package func validate() throws {
        guard speed > 0, speed <= 10_000 else {
            throw ValidationError("--speed takes a number above 0 and up to 10000.")
        }
        if let start, ZonedTimestamp(rfc3339: start) == nil {
            throw ValidationError("--start takes a time like 2024-11-20T06:00:00+08:00.")
        }
    }

    package func run(in runtime: ServiceRuntime) async throws {
        let path = data
        let folder = try await runBlocking { try RecordingFolder(path: path) }
        guard let zone = await ZoneDirectory().rules(folder.format.timeZone) else {
            throw RecordingError("the time zone \(folder.format.timeZone) is not installed (Debian package tzdata)")
        }
        let clock = runtime.clock.isReal ? try await recordingClock(folder, zone: zone) : runtime.clock
        if printClock {
            StandardStream.output.writeLine(clock.settingText)
            return
        }
        let city = try await runBlocking {
            try ReplayedCity(folder: folder, zone: zone, clock: clock, intervalSeconds: 300)
        }
        let router = runtime.makeRouter()
        BikeListController { try await city.snapshot() }.addRoutes(to: router)
        let system = GBFSSystem(systemID: "replay-\(city.name)", name: city.name, timeZone: city.timeZone)
        GBFSController(system: { system }, clock: clock) { try await city.snapshot() }.addRoutes(to: router)
        try await runtime.serve(router: router)
    }

    private func recordingClock(_ folder: RecordingFolder, zone: ZoneRules) async throws -> WallClock {
        if let start, let time = ZonedTimestamp(rfc3339: start) {
            let day = RecordingFolder.day(of: time.instant, zone: zone)
            let days = try await runBlocking { try folder.days(zone: zone) }
            guard days.contains(day) else { throw RecordingError.noDay(start, days: days) }
            return WallClock(startingAt: time, speed: speed)
        }
        let day = try await runBlocking { try folder.longestRunStart(zone: zone) }
        let sixUTC = Timestamp(seconds: Int64(day) * 86_400 + 6 * 3600)
        let offset = zone.utcOffsetSeconds(at: sixUTC)
        let six = ZonedTimestamp(sixUTC.advanced(bySeconds: -Int64(offset)), utcOffsetSeconds: offset)
        return WallClock(startingAt: six, speed: speed)
    }
}
