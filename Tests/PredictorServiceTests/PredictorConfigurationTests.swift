import Configuration
import PredictorService
import ServiceKit
import TestSupport
import Testing

@Suite
struct PredictorConfigurationTests {
    @Test func `service env names exactly the keys that are read, with their defaults`() throws {
        let file = try SettingsFile(service: "predictor")
        let reads = KeyRecorder()
        let reader = ConfigReader(
            provider: EnvironmentVariablesProvider(environmentVariables: file.values),
            accessReporter: reads
        )
        let common = try CommonConfiguration(reader: reader, defaultPort: 0)
        let configuration = try PredictorConfiguration(reader: reader, common: common)
        #expect(reads.keys == Set(file.values.keys))
        #expect(common.port == ServicePort.standard(for: "predictor"))
        #expect(configuration.models.storeURL == "var/models")
    }

    @Test(arguments: [
        ("TRAIN_ENGINE", "torch"), ("TRAIN_ROWS", "12"), ("ROLLBACK_HOURS", "0"), ("MODEL_CHECK_INTERVAL", "soon"),
        ("TRAIN_AT_START", "perhaps"),
    ])
    func `a malformed value names its key`(key: String, value: String) throws {
        let reader = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: [key: value]))
        let common = try CommonConfiguration(reader: reader, defaultPort: 0)
        #expect {
            try ModelSettings(reader: reader, common: common)
        } throws: {
            ($0 as? ConfigurationError)?.key == key
        }
    }
}
