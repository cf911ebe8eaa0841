import Core
import Foundation
import Logging
import ServiceKit
import Testing

@Suite
struct LogTests {
    private struct Failure: Error {}

    private func object(_ line: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test func `a line is one JSON object with the service's fields and dotted metadata`() throws {
        let lines = CapturedLines()
        var logger = lines.logger()
        logger[metadataKey: "request.id"] = "r-1"
        logger[metadataKey: "hb.request.id"] = "internal"
        logger.info(
            "Poll finished",
            metadata: [
                "source": ["name": "seoul", "page": .stringConvertible(3)],
                "list": ["a", "b"],
                "text": "with \"quotes\"\nand a line feed",
                "bad\"key": "x",
                "level": "clash",
                "seconds": .stringConvertible(0.25),
            ]
        )
        let line = try #require(lines.all.first)
        #expect(line.hasSuffix("}\n"))
        #expect(line.filter(\.isNewline).count == 1)
        let fields = try object(line)
        #expect(fields["level"] as? String == "info")
        #expect(fields["service"] as? String == "collector")
        #expect(fields["version"] as? String == "0.1.0")
        #expect(fields["message"] as? String == "Poll finished")
        #expect(fields["request.id"] as? String == "r-1")
        #expect(fields["hb.request.id"] == nil)
        #expect(fields["source.name"] as? String == "seoul")
        #expect(fields["source.page"] as? Int == 3)
        #expect(fields["list"] as? String == "a,b")
        #expect(fields["text"] as? String == "with \"quotes\"\nand a line feed")
        #expect(fields["bad_key"] as? String == "x")
        #expect(fields["metadata.level"] as? String == "clash")
        #expect(fields["seconds"] as? Double == 0.25)
    }

    @Test func `the time is UTC with milliseconds`() throws {
        let lines = CapturedLines()
        let instant = Timestamp(milliseconds: 1_763_805_600_007)
        let text = Mutexed("")
        let handler = StructuredLogHandler(
            service: "s",
            version: "v",
            format: .json,
            level: .info,
            now: { instant },
            write: { bytes in text.set(String(decoding: bytes, as: UTF8.self)) }
        )
        Logger(label: "x") { _ in handler }.info("m")
        #expect(text.get.contains(#""ts":"2025-11-22T10:00:00.007Z""#))
        #expect(lines.all.isEmpty)
    }

    @Test func `lines below the level are not written and errors are named`() throws {
        let lines = CapturedLines()
        let logger = lines.logger(level: .warning)
        logger.info("quiet")
        logger.error("loud", error: Failure())
        #expect(lines.all.count == 1)
        #expect(try object(lines.all[0])["error"] as? String == "Failure()")
    }

    @Test func `metadata of the provider is added to each line`() throws {
        let lines = CapturedLines()
        lines.logger(provider: Logger.MetadataProvider { ["trace_id": "abc"] }).info("m")
        #expect(try object(lines.all[0])["trace_id"] as? String == "abc")
    }

    @Test func `the text format keeps a value with a line feed on its line`() throws {
        let lines = CapturedLines()
        lines.logger(format: .text).warning("Careful", metadata: ["b": "2", "a": "1\n2"])
        let line = try #require(lines.all.first)
        #expect(line.contains("WARNING"))
        #expect(line.hasSuffix("collector: Careful a=1\\n2 b=2\n"))
    }
}
