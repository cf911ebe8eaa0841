import CollectorService
import Configuration
import Core
import ServiceKit
import TestSupport
import Testing

@Suite struct CollectorConfigurationTests {
    private func configuration(_ values: [String: String], reporter: KeyRecorder? = nil) throws
        -> CollectorConfiguration
    {
        let reader = ConfigReader(
            provider: EnvironmentVariablesProvider(environmentVariables: values),
            accessReporter: reporter
        )
        let common = try CommonConfiguration(reader: reader, defaultPort: 0)
        return try CollectorConfiguration(reader: reader, common: common)
    }

    @Test func `service env names exactly the keys that are read, with their defaults`() throws {
        let file = try SettingsFile(service: "collector")
        let reads = KeyRecorder()
        let fromFile = try configuration(file.values, reporter: reads)
        #expect(reads.keys == Set(file.values.keys))
        let defaults = try configuration([:])
        #expect(fromFile.source == defaults.source)
        #expect(fromFile.intervalSeconds == defaults.intervalSeconds)
        #expect(fromFile.sourceTimeout == defaults.sourceTimeout)
        #expect(fromFile.historyPath == defaults.historyPath)
    }

    @Test(arguments: [
        ["COLLECT_INTERVAL": "x"], ["COLLECT_INTERVAL": "0s"], ["COLLECT": "maybe"], ["GBFS_URL": "ftp://x/gbfs.json"],
        ["SEOUL_API_BASE_URL": "nowhere"], ["SEOUL_API_KEY": "a/b"], ["HISTORY_URL": "s3://bucket/x"],
        ["SOURCE_NAME": "a b"],
        ["GBFS_URL": "http://x/gbfs.json", "SEOUL_API_KEY": "k"], ["SIMULATION_SEED": "-1"], ["SOURCE_TIMEOUT": "1h"],
    ])
    func `a malformed value is refused by its name`(values: [String: String]) {
        let error = #expect(throws: ConfigurationError.self) { try configuration(values) }
        #expect(values.keys.contains(error?.key ?? ""))
    }

    @Test func `the key never shows`() throws {
        let seoul = try configuration(["SEOUL_API_KEY": "s3cret"])
        #expect(!"\(seoul)".contains("s3cret"))
        var dumped = ""
        dump(seoul, to: &dumped)
        #expect(!dumped.contains("s3cret"))
    }

    @Test func `sources are named by what is configured and by the clock`() throws {
        let clock = "2024-11-20T06:00:00+08:00@60x"
        #expect(try configuration([:]).sourceName == "simulation")
        #expect(try configuration(["SEOUL_API_KEY": "k"]).sourceName == "seoul")
        #expect(try configuration(["GBFS_URL": "http://gbfs.test/gbfs.json"]).sourceName == "gbfs-gbfs.test")
        #expect(
            try configuration(["GBFS_URL": "http://gbfs.test/gbfs.json", "CLOCK": clock]).sourceName
                == "replay-gbfs.test"
        )
        #expect(try configuration(["SOURCE_NAME": "mine"]).sourceName == "mine")
    }
}
