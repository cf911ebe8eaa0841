import ModelClients
import Testing

/// The reader of event streams as a value, fed in all ways bytes can come.
struct EventStreamTests {
    private func events(_ pieces: [[UInt8]], finished: Bool = true) throws -> [String] {
        var parser = EventStreamParser()
        var events: [String] = []
        for piece in pieces {
            parser.append(piece)
            while let event = try parser.next() { events.append(text(event)) }
        }
        if finished { parser.finish() }
        while let event = try parser.next() { events.append(text(event)) }
        return events
    }

    private func text(_ event: StreamEvent) -> String {
        "\(event.name)|\(String(decoding: event.data, as: UTF8.self))"
    }

    @Test(arguments: [
        ("data: a\n\n", ["|a"]),
        ("data:a\n\ndata:  b\n\n", ["|a", "| b"]),
        ("data: a\r\n\r\ndata: b\r\rdata: c\n\n", ["|a", "|b", "|c"]),
        ("data: a\r\ndata: b\r\n\r\ndata: c\rdata: d\r\r", ["|a\nb", "|c\nd"]),
        (": comment\n\ndata: a\n: comment\ndata: b\n\n", ["|a\nb"]),
        ("event: error\nid: 7\nretry: 10\ndata: x\n\ndata: y\n\n", ["error|x", "|y"]),
        ("event: nothing\n\n\n\n", []),
        ("data\n\ndata:\n\n", ["|", "|"]),
        ("\u{FEFF}data: a\n\n", ["|a"]),
        ("database: x\ndat: y\n\n", []),
        ("data: last word", ["|last word"]),
        ("data: [DONE]\n", ["|[DONE]"]),
        ("data: 따릉이 🚲\r\n\r\n", ["|따릉이 🚲"]),
    ])
    func `events are read, however the bytes are split`(_ stream: String, _ expected: [String]) throws {
        let bytes = Array(stream.utf8)
        #expect(try events([bytes]) == expected)
        #expect(try events(bytes.map { [$0] }) == expected)
        for cut in bytes.indices {
            #expect(try events([Array(bytes[..<cut]), Array(bytes[cut...])]) == expected)
        }
    }

    @Test func `nothing is given out before an event is whole`() throws {
        #expect(try events([Array("data: a\ndata: b\n".utf8)], finished: false) == [])
    }

    @Test func `lines and events beyond the limits are errors, what came before is not lost`() throws {
        let long = String(repeating: "x", count: 90)
        for stream in ["data: a\n\n\(long)\(long)", "data: a\n\ndata: \(long)\ndata: \(long)\ndata: \(long)\n\n"] {
            var parser = EventStreamParser(maximumLineBytes: 100, maximumEventBytes: 200)
            parser.append(Array(stream.utf8))
            let first = try parser.next()
            #expect(first == StreamEvent(data: Array("a".utf8)))
            #expect(throws: EventStreamParser.TooLong.self) {
                while try parser.next() != nil {}
            }
        }
    }
}
