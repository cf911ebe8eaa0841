import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// A server that speaks Seoul's bikeList on a loopback port, with the faults the real one has shown and worse.
package final class BikeListServer: Sendable {
    /// What is wrong with its answers.
    package enum Fault: Sendable, Equatable {
        case none
        /// Every page answers this HTTP status.
        case status(Int)
        /// No answer comes.
        case hang
        /// The body ends half-way.
        case cutBody
        /// One page (from 0) holds no JSON.
        case badPage(Int)
        /// One page (from 0) says INFO-200 as if the list ended before it.
        case missingPage(Int)
        /// A result code under `RESULT` instead of rows.
        case code(String)
        /// A result code at top level instead of rows.
        case topLevelCode(String)
        /// A result code in XML.
        case xmlCode(String)
        /// Every station twice.
        case duplicates
        /// Coordinates "0".
        case zeroPlaces
        /// Counts: negative, "x", "", null, in turn, on every seventh station.
        case badCounts
        /// Only the first half of the stations.
        case half
        /// An empty list that says INFO-000.
        case empty
    }

    private struct State {
        var fault = Fault.none
        var requests = 0
        var polls = 0
        var pollTimes: [Double] = []
        /// Added to every station's count, so that a change can be told.
        var offset = 0
        var stationCount: Int
    }

    private let state: Mutex<State>
    package let port: Int

    /// A server with `stations` stations; ``run()`` makes it listen on `port`.
    package init(stations: Int = 2730, port: Int) {
        self.port = port
        state = Mutex(State(stationCount: stations))
    }

    package var url: String { "http://127.0.0.1:\(port)" }

    /// What is wrong from now on.
    package var fault: Fault {
        get { state.withLock { $0.fault } }
        set { state.withLock { $0.fault = newValue } }
    }

    /// Added to every count from now on.
    package var offset: Int {
        get { state.withLock { $0.offset } }
        set { state.withLock { $0.offset = newValue } }
    }

    /// Pages asked for so far.
    package var requests: Int { state.withLock { $0.requests } }

    /// First pages asked for so far, which is polls.
    package var polls: Int { state.withLock { $0.polls } }

    /// When first pages were asked for, in Unix seconds.
    package var pollTimes: [Double] { state.withLock { $0.pollTimes } }

    /// Serves until the task is cancelled.
    package func run() async throws {
        let router = Router()
        router.get("/:key/json/bikeList/:start/:end") { [self] request, context in
            let start = try context.parameters.require("start", as: Int.self)
            let end = try context.parameters.require("end", as: Int.self)
            return try await answer(start: start, end: end)
        }
        var logger = Logger(label: "bikelist")
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            logger: logger
        )
        try await application.run()
    }

    private func answer(start: Int, end: Int) async throws -> Response {
        let (fault, offset, count) = state.withLock { state in
            state.requests += 1
            if start == 1 {
                state.polls += 1
                state.pollTimes.append(Date().timeIntervalSince1970)
            }
            return (state.fault, state.offset, state.stationCount)
        }
        let page = (start - 1) / 1000
        switch fault {
        case .status(let code): return Response(status: HTTPResponse.Status(code: code))
        case .hang:
            try await Task.sleep(for: .seconds(60))
            return Response(status: .serviceUnavailable)
        case .badPage(page): return text("{\"rentBikeStatus\":{\"row\":[{\"stationId\":")
        case .missingPage(page): return text(Self.code("INFO-200"))
        case .code(let code): return text(Self.code(code))
        case .topLevelCode(let code): return text("{\"CODE\":\"\(code)\",\"MESSAGE\":\"-\"}")
        case .xmlCode(let code):
            return text("<?xml version=\"1.0\"?><RESULT><CODE>\(code)</CODE><MESSAGE><![CDATA[-]]></MESSAGE></RESULT>")
        default: break
        }
        guard start <= count else { return text(Self.code("INFO-200")) }
        let last = fault == .half ? count / 2 : count
        let range = fault == .empty || start > last ? 0..<0 : start..<min(end, last) + 1
        let body = Self.page(range, fault: fault, offset: offset)
        return fault == .cutBody ? cut(body) : text(body)
    }

    private static func code(_ code: String) -> String {
        "{\"RESULT\":{\"CODE\":\"\(code)\",\"MESSAGE\":\"-\"}}"
    }

    private static func page(_ range: Range<Int>, fault: Fault, offset: Int) -> String {
        var rows = range.map { row($0, fault: fault, offset: offset) }
        if fault == .duplicates { rows += rows }
        let head =
            "{\"rentBikeStatus\":{\"list_total_count\":\(rows.count),\"RESULT\":{\"CODE\":\"INFO-000\",\"MESSAGE\":\"정상\"},"
        return "\(head)\"row\":[\(rows.joined(separator: ","))]}}"
    }

    /// The count that a station (from 1) has without faults.
    package static func bikes(_ number: Int, offset: Int) -> Int { number % 23 + offset }

    private static func row(_ number: Int, fault: Fault, offset: Int) -> String {
        var bikes = "\"\(bikes(number, offset: offset))\""
        if fault == .badCounts, number % 7 == 0 { bikes = ["\"-3\"", "\"x\"", "\"\"", "null"][number / 7 % 4] }
        let latitude = fault == .zeroPlaces ? "0" : "37.\(500_000 + number * 7)"
        let longitude = fault == .zeroPlaces ? "0" : "126.\(900_000 + number * 11)"
        return """
            {"rackTotCnt":"\(10 + number % 20)","stationName":"\(100 + number). 시험 \(number)번","parkingBikeTotCnt":\(bikes),\
            "shared":"0","stationLatitude":"\(latitude)","stationLongitude":"\(longitude)","stationId":"ST-\(number)"}
            """
    }

    private func text(_ text: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/json;charset=UTF-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    private struct CutShort: Error {}

    private func cut(_ text: String) -> Response {
        let half = ByteBuffer(string: String(text.prefix(text.count / 2)))
        let body = ResponseBody(contentLength: text.utf8.count) { writer in
            try await writer.write(half)
            throw CutShort()
        }
        return Response(status: .ok, headers: [.contentType: "application/json"], body: body)
    }
}

/// Runs `body` beside a bikeList server.
package func withBikeListServer<Value: Sendable>(
    stations: Int = 2730,
    _ body: (BikeListServer) async throws -> Value
) async throws -> Value {
    let server = BikeListServer(stations: stations, port: try FreePort.next())
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.run() }
        defer { group.cancelAll() }
        try await waitUntil("the bikeList server listens", within: .seconds(10)) { FreePort.isOpen(server.port) }
        return try await body(server)
    }
}
