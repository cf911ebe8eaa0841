import GatewayService
import HTTPTypes
import Testing

@Suite struct RouteTableTests {
    private let table = RouteTable.standard

    @Test(arguments: [
        ("/a/{x}", "/a/b", true), ("/a/b", "/a/{x}", false), ("/a/**", "/a/b/c", true), ("/a/**", "/a", false),
        ("/a/**", "/a/b/**", true), ("/a/b/**", "/a/**", false), ("/a", "/a/**", false), ("/a/{x}/**", "/a/b/c", true),
    ]) func `a pattern covers what it always matches`(pattern: String, other: String, covers: Bool) {
        #expect(PathPattern(pattern).covers(PathPattern(other)) == covers)
    }

    @Test(arguments: [
        ("/a/{x}", "/{y}/b", true), ("/a/b", "/a/c", false), ("/a/**", "/a", false), ("/a/**", "/{x}/b/c", true),
        ("/a/**", "/a/b/**", true), ("/", "/**", false), ("/a/b", "/a/b", true),
    ]) func `patterns meet where a path matches both`(pattern: String, other: String, meets: Bool) {
        #expect(PathPattern(pattern).meets(PathPattern(other)) == meets)
        #expect(PathPattern(other).meets(PathPattern(pattern)) == meets)
    }

    @Test(arguments: [
        ("/api/stations", "collector"), ("/api/stations/ST-4", "collector"),
        ("/api/stations/ST-4/history", "collector"),
        ("/api/districts", "collector"), ("/api/stream", "collector"), ("/gbfs/2.3/gbfs.json", "collector"),
        ("/api/predictions", "predictor"), ("/api/predictions/ST-4", "predictor"), ("/api/accuracy", "predictor"),
        ("/ai/models", "predictor"), ("/ai/reload-model", "predictor"), ("/ai/retrain", "predictor"),
        ("/ai/retrain/7", "predictor"), ("/ai/rollback", "predictor"),
        ("/api/chat", "rag-api"), ("/api/search", "rag-api"), ("/api/documents", "rag-api"),
        ("/api/documents/a/b", "rag-api"),
        ("/api/board/posts", "board-api"), ("/api/board/posts/1", "board-api"),
        ("/api/board/posts/1/comments", "board-api"),
        ("/api/board/posts/1/comments/2", "board-api"), ("/api/board/comments", "board-api"),
        ("/api/board/posts/1/attachments", "board-api"),
        ("/api/auth/login", "board-api"),
    ]) func `every path of the address book leads to its service`(path: String, service: String) throws {
        let target = try #require(RequestTarget(path + "?q=1"))
        #expect(table.route(of: target)?.service.rawValue == service)
    }

    @Test func `a further route takes its own methods and leaves the others where they were`() throws {
        let further = ProxyRoute("/api/board/posts/{post}", [.get], to: .collector)
        let table = table.adding([further])
        let target = try #require(RequestTarget("/api/board/posts/4"))
        let index = try #require(table.route(behind: 0, of: target, answering: .patch))
        #expect(table.route(of: target) === further && table.routes[index].service == .boardAPI)
        #expect(table.methods(of: target) == ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"])
        #expect(table.route(behind: index, of: target, answering: .get) == nil)
    }

    @Test(arguments: [
        "/", "/assets/app.js", "/api/status", "/api/openapi.json", "/health", "/health/ready", "/metrics",
        "/actuator/health",
        "/actuator/prometheus", "/openapi.json", "/api", "/api/auth", "/gbfs", "/api/board", "/ai", "/ai/rollback/x",
        "/api/stations/a/b", "/API/stations", "/api/stations;x", "/api/%73tations", "/.well-known/jwks.json",
    ]) func `other paths lead to no service`(path: String) throws {
        let target = try #require(RequestTarget(path))
        #expect(table.route(of: target) == nil)
    }

    @Test(arguments: [
        "", "api/stations", "http://evil/api/stations", "*", "//api/stations", "/api//stations", "/api/stations/",
        "/api/../health",
        "/api/board/posts/..", "/api/board/posts/../../../health", "/api/board/posts/%2e%2e/x",
        "/api/board/posts/.%2E/x",
        "/api/board/posts/%2E", "/api/board/posts/./x", "/api/board/posts/a%2fb", "/api/board/posts/a%2Fb",
        "/api/board/posts/a%5cb", "/api/board/posts/a\\b", "/api/board/posts/%00", "/api/board/posts/%0a",
        "/api/board/posts/%7f",
        "/api/board/posts/%2", "/api/board/posts/%zz", "/api/stations#x", "/api/stations x", "/api/stations\u{0}",
    ]) func `a path that can be read in two ways is no target`(path: String) {
        #expect(RequestTarget(path) == nil)
    }

    @Test func `the client's spelling is kept and letters outside ASCII are encoded`() throws {
        #expect(RequestTarget("/api/search?q=%EB%94%B0&a=/../b?c")?.text == "/api/search?q=%EB%94%B0&a=/../b?c")
        #expect(RequestTarget("/api/search?q=따")?.text == "/api/search?q=%EB%94%B0")
        #expect(RequestTarget("/api/board/posts/a%20b...")?.text == "/api/board/posts/a%20b...")
    }

    @Test func `the methods of a path are those of its first route and HEAD and OPTIONS`() throws {
        #expect(table.methods(of: try #require(RequestTarget("/api/stations"))) == ["GET", "HEAD", "OPTIONS"])
        #expect(table.methods(of: try #require(RequestTarget("/api/chat"))) == ["OPTIONS", "POST"])
        #expect(table.methods(of: try #require(RequestTarget("/api/status"))) == ["GET", "HEAD", "OPTIONS"])
        #expect(table.methods(of: try #require(RequestTarget("/nowhere"))).isEmpty)
    }

    @Test func `only attachments may be large and only models slow`() {
        let large = table.routes.filter { $0.body == .attachment }.map(\.pattern)
        #expect(large == ["/api/board/posts/{post}/attachments", "/api/board/posts/{post}/attachments/**"])
        #expect(table.routes.filter { $0.pace == .stream }.map(\.pattern) == ["/api/stream"])
        #expect(
            table.routes.filter { $0.pace == .slow }.allSatisfy {
                $0.pattern.hasPrefix("/ai/") || $0.pattern == "/api/chat"
            }
        )
    }
}
