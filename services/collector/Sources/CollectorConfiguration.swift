package import Configuration
package import Core
import FoundationEssentials
package import ServiceKit

/// The collector's settings, beside those every service reads.
///
/// ## Configuration keys:
/// - `SEOUL_API_KEY` (none, secret): key of Seoul's open data portal; with it the source is `seoul`.
/// - `SEOUL_API_BASE_URL` (http://openapi.seoul.go.kr:8088): where bikeList is asked.
/// - `GBFS_URL` (none): a system's `gbfs.json`; with it the source is that system.
/// - `SOURCE_NAME` (`simulation`, `seoul`, `gbfs-<host>`; `replay-…` when `CLOCK` is not the real time): what records are marked with.
/// - `SOURCE_TIMEOUT` (10s): time one page or file of the source may take.
/// - `COLLECT` (on): `off` never polls, only serves what is in Redis.
/// - `COLLECT_INTERVAL` (5m): time from poll to poll, by the suite's clock.
/// - `HISTORY_URL` (`VAR_DIR`/history): folder of the history, as a path or `file://` URL.
/// - `DISTRICTS_GEOJSON` (none): outline of the districts in place of the one that is built in.
/// - `SIMULATION_SEED` (1): which simulated city.
package struct CollectorConfiguration: Sendable {
    package enum Source: Sendable, Equatable {
        case simulation(seed: UInt64)
        case seoul(baseURL: String, key: Secret)
        case gbfs(url: String)
    }

    package let source: Source
    package let sourceName: String
    package let sourceTimeout: Duration
    package let polls: Bool
    package let intervalSeconds: Int
    package let historyPath: String
    package let districtsPath: String?

    /// Throws ``ConfigurationError`` for the first malformed value.
    package init(reader: ConfigReader, common: CommonConfiguration) throws {
        source = try Self.source(reader)
        sourceName = try Self.sourceName(reader, source: source, clock: common.clock)
        sourceTimeout = try reader.duration(
            "SOURCE_TIMEOUT",
            default: .seconds(10),
            in: .milliseconds(100) ... .seconds(60)
        )
        polls = try reader.flag("COLLECT", default: true)
        let interval = try reader.duration(
            "COLLECT_INTERVAL",
            default: .seconds(300),
            in: .seconds(1) ... .seconds(3600)
        )
        intervalSeconds = Int(interval.inSeconds)
        historyPath = try reader.historyPath(varDirectory: common.varDirectory)
        districtsPath = reader.optionalText("DISTRICTS_GEOJSON")
    }

    /// Letters, digits, dot, hyphen and underscore: the name stands in Redis keys, folders and labels.
    private static func sourceName(_ reader: ConfigReader, source: Source, clock: WallClock) throws -> String {
        let isName = { (text: String) in
            text.utf8.count <= 64
                && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        }
        let chosen = try reader.optionalValue("SOURCE_NAME", expected: "a name of letters, digits, '-', '_' and '.'") {
            isName($0) ? $0 : nil
        }
        if let chosen { return chosen }
        switch source {
        case .simulation: return "simulation"
        case .seoul: return clock.isReal ? "seoul" : "replay-seoul"
        case .gbfs(let url):
            let host = String((URL(string: url)?.host() ?? "feed").filter { isName(String($0)) })
            return clock.isReal ? "gbfs-\(host)" : "replay-\(host)"
        }
    }

    private static func source(_ reader: ConfigReader) throws -> Source {
        let key = reader.optionalText("SEOUL_API_KEY", isSecret: true)
        let gbfs = try reader.optionalURL("GBFS_URL", schemes: ["http", "https"])
        let base = try reader.url(
            "SEOUL_API_BASE_URL",
            default: "http://openapi.seoul.go.kr:8088",
            schemes: ["http", "https"]
        )
        if gbfs != nil, key != nil {
            throw ConfigurationError(
                key: "GBFS_URL",
                problem: "and SEOUL_API_KEY are both set: the source can be one of them"
            )
        }
        if let gbfs { return .gbfs(url: gbfs.absoluteString) }
        if let key {
            guard key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }) else {
                throw ConfigurationError(key: "SEOUL_API_KEY", problem: "has characters that no key has")
            }
            return .seoul(baseURL: base.absoluteString, key: Secret(key))
        }
        let seed = try reader.integer("SIMULATION_SEED", default: 1, in: 0...1_000_000_000)
        return .simulation(seed: UInt64(seed))
    }
}
