import CollectorService
import Compression
import Configuration
import Core
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import ServiceKit
import Testing

@Suite struct CollectorRoutesTests {
    private func application(_ city: LiveCity) throws -> some ApplicationProtocol {
        let runtime = try ServiceRuntime(
            name: "collector",
            reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: [:])),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let router = runtime.makeRouter()
        CollectorRoutes.add(to: router, city: city, places: .none, source: "test", clock: .real)
        return runtime.makeApplication(router: router)
    }

    private func filledCity() -> LiveCity {
        let city = LiveCity()
        city.adopt(Made.snapshot((1...200).map { Made.row($0, bikes: $0 % 5) }))
        return city
    }

    private func object(_ buffer: ByteBuffer) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(buffer.readableBytesView)) as? [String: Any])
    }

    private func ids(_ buffer: ByteBuffer) throws -> [String] {
        let stations = try object(buffer)["stations"] as? [[String: Any]] ?? []
        return stations.compactMap { $0["station_id"] as? String }
    }

    @Test(arguments: [
        ("", 200), ("?district=%EB%A7%88%ED%8F%AC%EA%B5%AC", 100), ("?limit=7", 7), ("?near=37.55,127", 20),
        ("?bbox=126.9,37.5005,127.1,37.5105", 10), ("?q=101", 2), ("?q=%EC%8B%9C%ED%97%983%EB%B2%88", 1),
        ("?q=st-5", 1), ("?q=nowhere", 0),
    ])
    func `filters choose stations`(query: String, count: Int) async throws {
        try await application(filledCity()).test(.router) { client in
            try await client.execute(uri: "/api/stations\(query)", method: .get) { response in
                #expect(response.status == .ok)
                let found = try ids(response.body)
                #expect(found.count == count)
            }
        }
    }

    @Test func `near comes with the nearest first`() async throws {
        try await application(filledCity()).test(.router) { client in
            try await client.execute(uri: "/api/stations?near=37.55,127&limit=3", method: .get) { response in
                let found = try ids(response.body)
                #expect(found.first == "ST-50")
                #expect(Set(found) == ["ST-49", "ST-50", "ST-51"])
            }
        }
    }

    @Test func `an answer comes whole as JSON and as gzip, and not at all when it is known`() async throws {
        try await application(filledCity()).test(.router) { client in
            let plain = try await client.execute(uri: "/api/stations", method: .get)
            let packed = try await client.execute(
                uri: "/api/stations",
                method: .get,
                headers: [.acceptEncoding: "br, gzip"]
            )
            #expect(packed.headers[.contentEncoding] == "gzip")
            #expect(packed.body.readableBytes < plain.body.readableBytes / 3)
            let unpacked = try Gzip.decompress(Array(packed.body.readableBytesView), limit: 1 << 20)
            #expect(try ids(ByteBuffer(bytes: unpacked)) == ids(plain.body))
            #expect(plain.headers[.contentLength] == "\(plain.body.readableBytes)")
            let tag = try #require(plain.headers[.eTag])
            let known = try await client.execute(uri: "/api/stations", method: .get, headers: [.ifNoneMatch: tag])
            #expect(known.status == .notModified)
            #expect(known.body.readableBytes == 0)
        }
    }

    @Test(arguments: [
        "?near=1", "?near=91,0", "?near=a,b", "?bbox=1,2,3", "?bbox=2,2,1,1", "?limit=0", "?limit=x", "?fields=bike",
        "?fields=",
        "?district=\(String(repeating: "x", count: 500))",
    ])
    func `parameters that cannot be understood are named`(query: String) async throws {
        try await application(filledCity()).test(.router) { client in
            try await client.execute(uri: "/api/stations\(query)", method: .get) { response in
                #expect(response.status == .badRequest)
                let errors = try object(response.body)["errors"] as? [[String: String]]
                #expect(errors?.count == 1)
                #expect(query.contains(try #require(errors?.first?["field"])))
            }
        }
    }

    @Test func `before the first snapshot everything says so`() async throws {
        try await application(LiveCity()).test(.router) { client in
            for path in ["/api/stations", "/api/stations/ST-1", "/api/districts", "/gbfs/2.3/gbfs.json"] {
                try await client.execute(uri: path, method: .get) { response in
                    #expect(response.status == .serviceUnavailable, "\(path)")
                    #expect(response.headers[.contentType] == "application/problem+json")
                }
            }
        }
    }

    @Test func `a district without a drawn outline is the hull of its stations`() async throws {
        let city = LiveCity()
        let corners = [(37.0, 127.0), (37.0, 127.2), (37.2, 127.2), (37.2, 127.0), (37.1, 127.1)]
        city.adopt(
            Made.snapshot(
                corners.enumerated().map { index, corner in
                    var row = Made.row(index * 2, bikes: index)
                    row.location = Coordinate(latitude: corner.0, longitude: corner.1)
                    return row
                }
            )
        )
        try await application(city).test(.router) { client in
            try await client.execute(uri: "/api/districts", method: .get) { response in
                let feature = try #require((try object(response.body)["features"] as? [[String: Any]])?.first)
                let properties = feature["properties"] as? [String: Any]
                #expect(properties?["outline"] as? String == "hull")
                #expect(properties?["bikes"] as? Int == 10)
                #expect(properties?["empty_stations"] as? Int == 1)
                let rings = (feature["geometry"] as? [String: Any])?["coordinates"] as? [[[Double]]]
                #expect(rings?.first?.count == 5)
            }
        }
    }

    @Test func `the stream goes on where a client left off`() async throws {
        let city = LiveCity()
        let first = Made.snapshot([Made.row(1), Made.row(2)])
        city.adopt(first)
        let second = Made.snapshot([Made.row(1, bikes: 9), Made.row(2)], minutes: 5, after: first)
        city.adopt(second)
        for (lastEventID, expected) in [
            ("\(first.tag)_0", #""full":false,"stations":[{"station_id":"ST-1","bikes":9"#),
            ("other-tag_0", #""full":true"#),
        ] {
            let text = try await streamText(city, lastEventID: lastEventID)
            #expect(text.contains("event: stations\nid: \(second.tag)_0\ndata: "), "\(text)")
            #expect(text.contains(expected), "\(text)")
        }
        #expect(try await !streamText(city, lastEventID: "\(second.tag)_0").contains("event: stations"))
    }

    /// What the stream says until the service ends it.
    private func streamText(_ city: LiveCity, lastEventID: String) async throws -> String {
        let header = try #require(HTTPField.Name("Last-Event-ID"))
        return try await application(city).test(.router) { client in
            async let response = client.execute(uri: "/api/stream", method: .get, headers: [header: lastEventID])
            while city.subscriberCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
            city.endSubscriptions()
            return String(buffer: try await response.body)
        }
    }
}
