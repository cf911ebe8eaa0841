import Documents
import Foundation
import Retrieval
import Testing

/// Prints how fast documents are indexed and read again; runs where `DOCUMENTS_BENCH` is set.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["DOCUMENTS_BENCH"] != nil, "measures with DOCUMENTS_BENCH set"))
struct IndexingSpeedTests {
    @Test func `50,000 passages`() async throws {
        try await withStore { store in
            var inputs: [DocumentInput] = []
            for document in 0..<2_500 {
                let sections = (0..<20).map { section in
                    "## 대여소 \(document)-\(section)\n\n"
                        + (0..<30).map { "따릉이 \($0)번 자전거를 **대여소** \(section)에서 빌리고 반납한다." }.joined(separator: " ")
                        .prefix(500)
                }
                inputs.append(input("# 문서 \(document)\n\n" + sections.joined(separator: "\n\n"), "d\(document).md"))
            }
            let report = try await store.indexer().index(inputs, origin: "bench")
            print("indexed \(report.passages) passages in \(report.seconds) s")
            let again = try await store.indexer().index(inputs, origin: "bench")
            print("unchanged \(again.unchanged) documents in \(again.seconds) s")
            let clock = ContinuousClock()
            let read = try await clock.measure {
                let passages = try await store.all().added
                #expect(passages.count == report.passages)
            }
            print("read all in \(read)")
        }
    }
}
