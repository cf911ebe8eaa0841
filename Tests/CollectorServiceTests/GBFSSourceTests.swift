import CollectorService
import Configuration
import Core
import Curl
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import ServiceKit
import TestSupport
import Testing

@Suite struct GBFSSourceTests {
    private func reading(of router: Router<AppRequestContext>, path: String) async throws -> SourceReading {
        let runtime = try ServiceRuntime(
            name: "collector",
            reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: [:])),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let client = HTTPClient()
        let result = try await runtime.makeApplication(router: router, host: "127.0.0.1", port: 0).test(.live) {
            tester in
            let port = try #require(tester.port)
            let source = GBFSSource(client: client, discoveryURL: "http://127.0.0.1:\(port)\(path)", name: "gbfs-test")
            return try await source.read(at: Made.start.advanced(bySeconds: 60))
        }
        await client.shutdown()
        return result
    }

    private func router() throws -> Router<AppRequestContext> {
        let runtime = try ServiceRuntime(
            name: "collector",
            reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: [:])),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        return runtime.makeRouter()
    }

    @Test(arguments: ["/gbfs/gbfs.json", "/gbfs/2.3/gbfs.json", "/gbfs/3.0/gbfs.json"])
    func `what one collector publishes another one reads`(path: String) async throws {
        let city = LiveCity()
        city.adopt(Made.snapshot((1...30).map { Made.row($0, bikes: $0) }))
        let router = try router()
        CollectorRoutes.add(to: router, city: city, places: .none, source: "test", clock: .real)
        let reading = try await reading(of: router, path: path)
        #expect(reading.observedAt == Made.start)
        #expect(reading.timeZone == "Asia/Seoul")
        #expect(reading.utcOffsetSeconds == 32_400)
        let row = try #require(reading.rows.first { $0.id == "ST-8" })
        #expect(reading.rows.count == 30)
        #expect(row.bikes == 8)
        #expect(row.docksFree == 2)
        #expect(row.racks == 10)
        #expect(row.name == "시험 8번출구 앞")
        #expect(row.number == "108")
        #expect(row.district == "마포구")
        #expect(row.location == Coordinate(latitude: 37.508, longitude: 127))
    }

    @Test func `numbers that are no counts or times are nothing, and crash nothing`() async throws {
        let router = try router()
        let files = [
            "gbfs.json":
                #"{"data":{"en":{"feeds":[{"name":"system_information","url":"BASE/a.json"},{"name":"station_information","url":"BASE/b.json"},{"name":"station_status","url":"BASE/c.json"}]}}}"#,
            "a.json": #"{"data":{"system_id":"x","timezone":"../../etc/passwd"}}"#,
            "b.json":
                #"{"data":{"stations":[{"station_id":"1","name":"One","lat":0,"lon":0},{"station_id":"2","name":"Two","lat":1,"lon":2}]}}"#,
            "c.json":
                #"{"last_updated":1e300,"data":{"stations":[{"station_id":"1","num_bikes_available":-4,"last_reported":-1e18},{"station_id":"2","num_bikes_available":1e40,"last_reported":1700000000000000000},{"station_id":"3","num_bikes_available":7}]}}"#,
        ]
        router.get("/:file") { request, context in
            let text = files[try context.parameters.require("file")] ?? ""
            let base = "http://\(request.head.authority ?? "")"
            return ByteBuffer(string: text.split(separator: "BASE").joined(separator: base))
        }
        let reading = try await reading(of: router, path: "/gbfs.json")
        #expect(reading.observedAt == Made.start.advanced(bySeconds: 60))
        #expect(reading.utcOffsetSeconds == 0)
        #expect(reading.rows.map(\.bikes) == [nil, nil, 7])
        #expect(reading.rows.map(\.reportedAt) == [nil, nil, nil])
        #expect(reading.rows[0].location == nil)
    }

    @Test func `a feed that is not there is a transport failure`() async throws {
        let port = try FreePort.next()
        let client = HTTPClient()
        let source = GBFSSource(client: client, discoveryURL: "http://127.0.0.1:\(port)/gbfs.json", name: "gbfs-test")
        let error = await #expect(throws: SourceError.self) { try await source.read(at: Made.start) }
        #expect(error?.kind == .transport)
        await client.shutdown()
    }
}
