import ArgumentParser
import Blocking
import Core
import GradientBoosting
import ServiceKit

/// `predictor measure features`: every tick and station of a folder with change logs, ten minutes ahead.
struct MeasureFeaturesCommand: ServiceCommand {
    static let serviceName = "predictor"
    static let logStream = StandardStream.error
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Time reading change logs and building all features of +10 min.",
        shouldDisplay: false
    )

    @Option(help: "Folder with change logs.")
    var data: String

    @Option(help: "File for a sample of the features, as CSV, to compare with.")
    var sample: String?

    init() {}

    func run(in runtime: ServiceRuntime) async throws {
        Allocator.preferReuse()
        let request = DataRequest(path: data, source: nil, calendar: nil, needsFiveMinutes: false)
        let path = sample
        let report = try await runCancellable { isCancelled in
            let start = ProcessTime.now()
            var pass = FeaturePass(keepsSample: path != nil)
            try pass.run(try request.open(), isCancelled: isCancelled)
            let spent = ProcessTime.now().since(start)
            if let path { try OutputFile.create(path: path).write(pass.sampleLines) }
            var writer = JSONWriter()
            writer.beginObject()
            writer.field("rows", pass.rows)
            writer.field("features", FeatureOrder.count)
            writer.field("sum", pass.sum, decimals: 3)
            writer.field("cpu_seconds", spent.cpuSeconds, decimals: 3)
            writer.field("wall_seconds", spent.wallSeconds, decimals: 3)
            writer.endObject()
            return String(decoding: writer.bytes, as: UTF8.self)
        }
        StandardStream.output.writeLine(report)
    }
}

/// Days in the order of time, each with what was usual before it, as training has them.
private struct FeaturePass {
    /// One in so many ticks and stations is kept.
    private static let sampleEvery = (ticks: 24, stations: 16)

    private let keepsSample: Bool
    private(set) var rows = 0
    private(set) var sampleLines: [UInt8]
    /// Sum of a value of every tick, so that no work can be left out.
    private(set) var sum = 0.0

    init(keepsSample: Bool) {
        self.keepsSample = keepsSample
        sampleLines = Array("day,tick,station_id,\(FeatureOrder.names.joined(separator: ","))\n".utf8)
    }

    mutating func run(_ city: any CityDays, isCancelled: () -> Bool) throws {
        var learned = LearnedCity(calendar: city.calendar)
        var geometry: CityGeometry?
        var index = StationIndex()
        try city.read(.min ... .max, index: &index) { day, index in
            if isCancelled() { throw CancellationError() }
            let places = geometry?.stationCount == index.count ? geometry : CityGeometry(city.locations(index))
            geometry = places
            guard let places else { return }
            learned.grow(to: index.count)
            let usual = learned.usual(on: day.day, stationCount: index.count)
            build(day, FeatureBuilder(usual: usual, geometry: places), ids: index.ids)
            learned.learn(day: day.day, frames: day.tenMinuteFrames)
        }
    }

    private mutating func build(_ day: CityDay, _ builder: FeatureBuilder, ids: [String]) {
        var recent = RecentFrames()
        for (tick, frame) in day.frames.enumerated() {
            guard let frame else { continue }
            recent.append(frame)
            guard let features = builder.features(recent) else { continue }
            let known = features.knownRows
            let columns = features.columns(minutes: 10, rows: known)
            rows += known.count
            if let last = columns.values.last, last == last { sum += Double(last) }
            guard keepsSample, tick % Self.sampleEvery.ticks == Self.sampleEvery.ticks / 2 else { continue }
            for (position, row) in known.enumerated() where row % Self.sampleEvery.stations == 0 {
                var line = "\(day.day),\(tick),\(ids[row])"
                for column in 0..<columns.columnCount { line += ",\(columns[column, position])" }
                sampleLines += Array("\(line)\n".utf8)
            }
        }
    }
}
