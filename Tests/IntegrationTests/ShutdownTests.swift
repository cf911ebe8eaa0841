import Curl
import Foundation
import TestSupport
import Testing

extension IntegrationTests {
    @Suite struct ShutdownTests {
        @Test func `a collector stops at once while a client follows the stream`() async throws {
            let suite = try await SuiteFixture()
            let collector = try await suite.start("collector")
            let request = HTTPClientRequest(url: "\(collector.url)/api/stream", timeout: nil)
            let response = try await suite.client.send(request)
            var pieces = response.body.makeAsyncIterator()
            #expect(try await pieces.next() != nil)
            let start = ContinuousClock.now
            collector.process.terminate()
            while try await pieces.next() != nil {}
            #expect(try await collector.process.waitForExit(within: .seconds(5)) == 0)
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }
}
