import Core
import Foundation
import Testing

@Suite struct JSONTests {
    /// Reads any document into values that can be compared with Foundation's.
    private func tree(_ reader: inout JSONReader) throws -> NSObject {
        switch try reader.peek() {
        case .object:
            let object = NSMutableDictionary()
            try reader.beginObject()
            while let key = try reader.nextKeyText() { object[key] = try tree(&reader) }
            return object
        case .array:
            let array = NSMutableArray()
            try reader.beginArray()
            while try reader.nextElement() { array.add(try tree(&reader)) }
            return array
        case .string: return NSString(string: try reader.readString())
        case .number: return NSNumber(value: try reader.readDouble())
        case .boolean: return NSNumber(value: try reader.readBool())
        case .null:
            _ = try reader.readNull()
            return NSNull()
        }
    }

    @Test(arguments: [
        "{}", "[]", "[1,2,[3,{\"a\":null}]]", " { \"a\" : [ true , false ] , \"b\" : -1.5e3 } ",
        "[0.1,1e22,123456789012345678,2.2250738585072014e-308,-0]",
        "\"\\u00e9\\ud83d\\ude00\\n\\\"\\\\\\/ 한글 🚲\"", "{\"\\u0061b\":{\"c\":[[],{}]}}",
    ])
    func `documents are read as Foundation reads them`(text: String) throws {
        let bytes = Array(text.utf8)
        var reader = JSONReader(bytes)
        let ours = try tree(&reader)
        try reader.expectEnd()
        let theirs = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
        #expect(ours.isEqual(theirs))
    }

    @Test(arguments: [
        "", "{", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{a:1}", "01", "1.", ".5", "-", "+1", "1e", "nul", "\"abc",
        "\"\\x\"",
        "\"\\ud8\"", "[1 2]", "{\"a\":1 \"b\":2}", "\"a\nb\"", "[1]]", "1e400",
    ])
    func `what is no JSON is refused and nothing is read past the end`(text: String) {
        var reader = JSONReader(Array(text.utf8))
        #expect(throws: JSONError.self) {
            _ = try tree(&reader)
            try reader.expectEnd()
        }
    }

    @Test func `every way of cutting a document short is noticed`() throws {
        let document = Array(#"{"a":[1,2.5,"x\u00e9y",{"b":null,"c":true}],"d":"한글"}"#.utf8)
        for length in 0..<document.count {
            var reader = JSONReader(Array(document.prefix(length)))
            #expect(throws: JSONError.self) { try reader.skipValue() }
        }
    }

    @Test func `damaged documents never crash the reader`() {
        let document = Array(#"{"a":[1,2.5,"x\u00e9\ud83d\ude00y",{"b":null,"c":true}],"d":-1.5e-3}"#.utf8)
        var state: UInt64 = 42
        for _ in 0..<20_000 {
            var bytes = document
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 24)
            }
            var reader = JSONReader(bytes)
            // Any outcome but a crash will do; a parse that succeeds must end at or before the end.
            if (try? tree(&reader)) != nil { _ = reader.isAtEnd }
        }
    }

    @Test func `nesting beyond the limit is refused`() {
        var reader = JSONReader([UInt8](repeating: UInt8(ascii: "["), count: 100_000))
        #expect(throws: JSONError.self) { try reader.skipValue() }
    }

    @Test(
        arguments: [
            ("\"5\"", 5), ("5", 5), ("\" 5 \"", 5), ("\"5.0\"", 5), ("-3", -3), ("\"x\"", nil), ("null", nil),
            ("\"\"", nil), ("[1]", nil),
            ("\"nan\"", nil), ("2.5", nil),
        ] as [(String, Int?)]
    )
    func `numbers in strings are read, anything else is nothing`(text: String, expected: Int?) throws {
        var reader = JSONReader(Array("[\(text)]".utf8))
        try reader.beginArray()
        #expect(try reader.nextElement())
        #expect(try reader.readLooseInt() == expected)
        #expect(try !reader.nextElement())
    }

    @Test func `what the writer writes Foundation reads`() throws {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("text", "a\"b\\c\n\u{1} 한글")
        writer.field("int", -120)
        writer.field("fixed", 37.5556488, decimals: 6)
        writer.field("small", -0.0001, decimals: 2)
        writer.field("nan", .nan, decimals: 2)
        writer.key("list")
        writer.beginArray()
        writer.bool(true)
        writer.null()
        writer.beginObject()
        writer.endObject()
        writer.endArray()
        writer.endObject()
        let object = try #require(JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String: Any])
        #expect(object["text"] as? String == "a\"b\\c\n\u{1} 한글")
        #expect(object["int"] as? Int == -120)
        #expect(object["fixed"] as? Double == 37.555649)
        #expect(object["small"] as? Double == 0)
        #expect(object["nan"] is NSNull)
        #expect((object["list"] as? [Any])?.count == 3)
    }
}
