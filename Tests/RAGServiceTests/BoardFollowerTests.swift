import Curl
import Documents
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import RAGService
import Retrieval
import SQLite
import Synchronization
import TestSupport
import Testing

@Suite struct BoardFollowerTests {
    /// What a board answers, by the cursor it is asked for.
    private final class Board: Sendable {
        let answers = Mutex<[String: String]>([:])
        let asked = Mutex<[String]>([])
        /// Whether it does not know the cursors given so far.
        let isOther = Mutex(false)

        func answer(_ cursor: String) -> String? {
            asked.withLock { $0.append(cursor) }
            return answers.withLock { $0[cursor] }
        }

        func set(_ cursor: String, _ answer: String) { answers.withLock { $0[cursor] = answer } }
    }

    private func post(_ id: Int, _ body: String) -> String {
        """
        {"id":"\(id)","title":"글 \(id)","body":"\(body)","category":"free","author":{"id":"9","name":"나"},"status":"live",\
        "updated_at":"2026-11-20T09:00:00+09:00"}
        """
    }

    private func withBoard(_ body: @Sendable (Board, BoardFollower, IndexKeeper) async throws -> Void) async throws {
        let board = Board()
        let router = Router()
        router.get("/api/board/posts") { request, _ -> Response in
            guard let text = board.answer(request.uri.queryParameters["changed_since"].map(String.init) ?? "-") else {
                return Response(status: board.isOther.withLock { $0 } ? .badRequest : .serviceUnavailable)
            }
            return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
        try await Application(router: router).test(.live) { server in
            let port = server.port ?? 0
            try await withTemporaryDirectory { folder in
                let (database, repository) = try await DocumentsDatabase.open(varDirectory: folder.path)
                let indexer = DocumentIndexer(repository: repository)
                let keeper = IndexKeeper(
                    repository: repository,
                    configuration: IndexConfiguration(),
                    catalog: PassageCatalog()
                ) { _ in }
                let client = HTTPClient()
                let follower = BoardFollower(
                    url: "http://127.0.0.1:\(port)",
                    client: client,
                    indexer: indexer,
                    keeper: keeper,
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                )
                try await body(board, follower, keeper)
                await client.shutdown()
                await database.close()
            }
        }
    }

    @Test func `posts come page by page, change and go`() async throws {
        try await withBoard { board, follower, keeper in
            board.set("", "{\"posts\":[\(post(1, "안장이 젖었어요."))],\"deleted\":[],\"next\":\"1\",\"more\":true}")
            board.set("1", "{\"posts\":[\(post(2, "바람이 빠졌어요."))],\"deleted\":[],\"next\":\"2\",\"more\":false}")
            let isFine = await follower.round()
            let passages = await keeper.current.index.passages
            #expect(isFine && Set(passages.map(\.documentID)) == ["post-1", "post-2"])
            #expect(passages.allSatisfy { $0.kind == "post" })
            board.set(
                "2",
                "{\"posts\":[],\"deleted\":[{\"id\":\"1\",\"deleted_at\":\"2026-11-21T09:00:00+09:00\"}],\"next\":\"3\",\"more\":false}"
            )
            _ = await follower.round()
            let left = await keeper.current.index.passages
            #expect(left.map(\.documentID) == ["post-2"])
            #expect(board.asked.withLock { $0 } == ["", "1", "2"])
        }
    }

    @Test func `a board with another database is followed from its beginning`() async throws {
        try await withBoard { board, follower, keeper in
            board.set(
                "",
                "{\"posts\":[\(post(1, "안장이 젖었어요.")),\(post(2, "바퀴가 없어요."))],\"deleted\":[],\"next\":\"7\",\"more\":false}"
            )
            _ = await follower.round()
            board.isOther.withLock { $0 = true }
            board.set("", "{\"posts\":[\(post(2, "바람이 빠졌어요."))],\"deleted\":[],\"next\":\"1\",\"more\":false}")
            let isFine = await follower.round()
            let passages = await keeper.current.index.passages
            #expect(isFine && passages.map(\.documentID) == ["post-2"])
            #expect(passages.first?.text.contains("바람이 빠졌어요") == true)
            #expect(board.asked.withLock { $0 } == ["", "7", ""])
        }
    }

    @Test func `a board that fails keeps what there is and is asked again from there`() async throws {
        try await withBoard { board, follower, keeper in
            board.set("", "{\"posts\":[\(post(1, "안장이 젖었어요."))],\"deleted\":[],\"next\":\"1\",\"more\":false}")
            _ = await follower.round()
            let failed = await follower.round()
            #expect(!failed && follower.state.problem != nil)
            board.set("1", "not json")
            let garbled = await follower.round()
            #expect(!garbled)
            board.set("1", "{\"posts\":[],\"deleted\":[],\"next\":\"1\",\"more\":false}")
            let again = await follower.round()
            let passages = await keeper.current.index.passages
            #expect(again && follower.state.problem == nil && passages.count == 1)
        }
    }
}
