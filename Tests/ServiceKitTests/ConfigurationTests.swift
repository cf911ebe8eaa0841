import Configuration
import Core
import Foundation
import Logging
import ServiceKit
import Testing

@Suite
struct ConfigurationTests {
    @Test func `every common setting has its documented default`() throws {
        let common = try CommonConfiguration(reader: reader([:]), defaultPort: 8081)
        #expect(common.host == "127.0.0.1")
        #expect(common.port == 8081)
        #expect(common.logLevel == .info)
        #expect(common.logFormat == .json)
        #expect(common.varDirectory == "var")
        #expect(common.redisURL == "redis://127.0.0.1:6379")
        #expect(common.adminToken == nil)
        #expect(common.clock.isReal)
    }

    @Test(arguments: [
        ("PORT", "abc", "PORT: 'abc' is not a port number"),
        ("PORT", "65536", "PORT: '65536' is not a port number"),
        ("PORT", "-1", "PORT: '-1' is not a port number"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL: 'loud' is not one of trace, debug, info, notice, warning, error, critical"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT: 'xml' is not one of json, text"),
        ("CLOCK", "noon", "CLOCK: 'noon' is not a clock; write it like 2024-11-20T06:00:00+08:00@60x"),
    ])
    func `a malformed value stops the start with a line that names its key`(
        key: String,
        value: String,
        line: String
    ) throws {
        let error = #expect(throws: ConfigurationError.self) {
            try CommonConfiguration(reader: reader([key: value]), defaultPort: 8081)
        }
        #expect(error?.description == line)
    }

    @Test func `an empty value counts as absent`() throws {
        let common = try CommonConfiguration(reader: reader(["PORT": "", "ADMIN_TOKEN": ""]), defaultPort: 8084)
        #expect(common.port == 8084)
        #expect(common.adminToken == nil)
    }

    @Test func `flags stand above the environment and the environment above the file`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString).env")
        try "# comment\nONE=file\nTWO=file\nTHREE=\"quoted file\"\nbroken\n".write(
            to: file,
            atomically: true,
            encoding: .utf8
        )
        defer { try? FileManager.default.removeItem(at: file) }
        let reader = try ConfigReader.sources(
            flags: ["ONE": "flag"],
            environment: EnvironmentVariablesProvider(environmentVariables: ["ONE": "env", "TWO": "env"]),
            environmentFile: file.path
        )
        #expect(try reader.text("ONE") == "flag")
        #expect(try reader.text("TWO") == "env")
        #expect(try reader.text("THREE") == "quoted file")
        #expect(throws: ConfigurationError(key: "FOUR", problem: "is required")) { try reader.text("FOUR") }
    }

    @Test func `a missing settings file is no settings`() throws {
        let reader = try ConfigReader.sources(flags: [:], environmentFile: "/nonexistent/.env")
        #expect(reader.optionalText("SURELY_NOT_SET_ANYWHERE") == nil)
    }

    @Test func `durations are read in their units and kept within their range`() throws {
        let reader = reader(["A": "5m", "B": "500ms", "C": "5", "D": "2h"])
        #expect(try reader.duration("A", default: .seconds(1)) == .seconds(300))
        #expect(try reader.duration("B", default: .seconds(1)) == .milliseconds(500))
        #expect(try reader.duration("E", default: .seconds(1)) == .seconds(1))
        #expect(throws: ConfigurationError.self) { try reader.duration("C", default: .seconds(1)) }
        let error = #expect(throws: ConfigurationError.self) {
            try reader.duration("D", default: .seconds(1), in: .seconds(1) ... .seconds(3600))
        }
        #expect(error?.problem == "'2h' is not a duration like 500ms, 2s or 5m from 1s to 1h")
    }

    @Test func `numbers flags lists and URLs are checked`() throws {
        let reader = reader([
            "N": "12", "F": "0.5", "ON": "yes", "L": " a, b ,,c", "U": "https://example.org:8443/x", "BAD": "nope",
            "SECRET": "redis://user:hunter2@", "INF": "inf",
        ])
        #expect(try reader.integer("N", default: 1, in: 1...20) == 12)
        #expect(throws: ConfigurationError.self) { try reader.integer("N", default: 1, in: 1...10) }
        #expect(try reader.number("F", default: 0, in: 0...1) == 0.5)
        #expect(throws: ConfigurationError.self) { try reader.number("INF", default: 0, in: 0...1) }
        #expect(try reader.flag("ON", default: false))
        #expect(throws: ConfigurationError.self) { try reader.flag("BAD", default: false) }
        #expect(try reader.list("L") == ["a", "b", "c"])
        #expect(try reader.url("U", default: "http://localhost", schemes: ["https"]).port == 8443)
        #expect(throws: ConfigurationError.self) { try reader.optionalURL("BAD", schemes: ["http"]) }
        let error = #expect(throws: ConfigurationError.self) { try reader.optionalURL("SECRET", schemes: ["redis"]) }
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func `a malformed secret is not repeated`() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try reader(["KEY": "s3cret"]).optionalValue("KEY", expected: "a key", isSecret: true) { _ in Int?.none }
        }
        #expect(error?.description == "KEY: the value is not a key")
    }

    @Test func `a malformed address of Redis names its key and not its password`() throws {
        let runtime = try makeRuntime(["REDIS_URL": "redis://:hunter2@host:notaport"])
        let error = #expect(throws: ConfigurationError.self) { try runtime.makeRedisClient() }
        #expect(error?.key == "REDIS_URL")
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func `the version carries the commit where it is known`() throws {
        #expect(try makeRuntime().version == ServiceVersion.release)
        let commit = "0123456789abcdef0123"
        #expect(try makeRuntime(["GIT_COMMIT": commit]).version == ServiceVersion.release + "+0123456789ab")
    }

    @Test func `every service has its port of the address book`() {
        let names = ["gateway", "collector", "predictor", "rag-api", "board-api"]
        #expect(names.map(ServicePort.standard) == [8080, 8081, 8082, 8083, 8084])
    }
}
