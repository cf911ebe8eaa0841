import Core
import GatewayService
import Testing

@Suite struct OpenAPIMergerTests {
    private func part(_ service: String, _ json: String) throws -> OpenAPIMerger.Part {
        OpenAPIMerger.Part(service: service, document: try JSONValue(parsing: Array(json.utf8)))
    }

    private func text(_ value: JSONValue) -> String {
        var writer = JSONWriter()
        value.write(into: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `components of one name keep apart when they differ`() throws {
        let merger = OpenAPIMerger(table: .standard, version: "1")
        let first = try part(
            "collector",
            ##"{"paths":{"/api/stations":{"x":{"$ref":"#/components/schemas/A"}}},"components":{"schemas":{"A":{"type":"object"},"B":{"type":"string"}}}}"##
        )
        let second = try part(
            "predictor",
            ##"{"paths":{"/api/accuracy":{"x":{"$ref":"#/components/schemas/A"}},"/api/stations":{"hijack":1}},"components":{"schemas":{"A":{"type":"number"},"B":{"type":"string"}}}}"##
        )
        let merged = merger.merge([first, second], missing: [])
        let schemas = try #require(merged["components"]?["schemas"])
        #expect(schemas.members.map(\.name) == ["A", "B", "predictor.A"])
        #expect(
            text(try #require(merged["paths"]?["/api/accuracy"]))
                == ##"{"x":{"$ref":"#/components/schemas/predictor.A"}}"##
        )
        #expect(text(try #require(merged["paths"]?["/api/stations"])) == ##"{"x":{"$ref":"#/components/schemas/A"}}"##)
    }

    @Test func `each operation says what the gateway may answer instead`() throws {
        let service = try part(
            "collector",
            ##"{"paths":{"/api/stations":{"get":{"responses":{"200":{}}},"post":{"responses":{"default":1}},"summary":"s"}}}"##
        )
        let merged = OpenAPIMerger(table: .standard, version: "1").merge([service], missing: [])
        let path = try #require(merged["paths"]?["/api/stations"])
        #expect(path["get"]?["responses"]?.members.map(\.name) == ["200", "default"])
        #expect(path["get"]?["responses"]?["default"]?["content"]?["application/problem+json"] != nil)
        #expect(text(try #require(path["post"])) == #"{"responses":{"default":1}}"# && path["summary"] == .string("s"))
    }

    @Test func `a document survives reading and writing`() throws {
        let json = #"{"a":[1,-2.5,true,null,"x\"y"],"b":{},"c":[]}"#
        #expect(text(try JSONValue(parsing: Array(json.utf8))) == json)
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array(repeating: UInt8(ascii: "["), count: 100)) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array("{} x".utf8)) }
    }
}
