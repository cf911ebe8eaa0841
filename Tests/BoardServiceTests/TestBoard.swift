import BoardService
import Configuration
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import ObjectStore
import ServiceKit
import TestSupport
import Testing

let silentLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// An answer as tests look at it.
struct Answer {
    let status: Int
    let headers: HTTPFields
    let body: Data

    /// The body as a JSON object; empty when it is none.
    var json: [String: Any] {
        ((try? JSONSerialization.jsonObject(with: body)) as? [String: Any]) ?? [:]
    }

    func list(_ name: String) -> [[String: Any]] { json[name] as? [[String: Any]] ?? [] }
    func text(_ name: String) -> String? { json[name] as? String }
    var etag: String { headers[.eTag] ?? "" }
    var id: String { text("id") ?? "" }
    /// The fields a problem names.
    var fields: [String] { list("errors").compactMap { $0["field"] as? String } }
}

/// A board that is up, and what talks to it.
struct TestBoard: Sendable {
    let board: Board
    let client: any TestClientProtocol

    /// Sends `json` (an object, or nothing) with the access token of somebody.
    func send(
        _ method: HTTPRequest.Method,
        _ uri: String,
        _ json: [String: any Sendable]? = nil,
        token: String? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        let body = try json.map { try JSONSerialization.data(withJSONObject: $0, options: .sortedKeys) }
        return try await send(method, uri, body: body, type: "application/json", token: token, headers: headers)
    }

    func send(
        _ method: HTTPRequest.Method,
        _ uri: String,
        body: Data?,
        type: String,
        token: String? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        var fields = HTTPFields()
        if body != nil { fields[.contentType] = type }
        if let token { fields[.authorization] = "Bearer \(token)" }
        for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
        let buffer = body.map { ByteBuffer(bytes: $0) }
        return try await client.execute(uri: uri, method: method, headers: fields, body: buffer) { response in
            Answer(
                status: response.status.code,
                headers: response.headers,
                body: Data(response.body.readableBytesView)
            )
        }
    }

    /// Signs up and returns the access token.
    func signUp(_ name: String, password: String = "correct horse") async throws -> String {
        let answer = try await send(.post, "/api/auth/register", ["name": name, "password": password])
        return try #require(answer.text("access_token"), "\(answer.status)")
    }

    /// Signs up, is given a role by the holder of the administrator's token, and signs in again.
    func signUp(_ name: String, role: String) async throws -> String {
        let answer = try await send(.post, "/api/auth/register", ["name": name, "password": "correct horse"])
        let id = try #require((answer.json["account"] as? [String: Any])?["id"] as? String)
        let changed = try await send(.patch, "/api/auth/accounts/\(id)", ["role": role], token: "admin-token")
        #expect(changed.status == 200)
        let signedIn = try await send(.post, "/api/auth/login", ["name": name, "password": "correct horse"])
        return try #require(signedIn.text("access_token"))
    }

    func createPost(
        _ title: String = "제목",
        _ body: String = "본문",
        token: String,
        _ more: [String: any Sendable] = [:]
    ) async throws -> Answer {
        let json: [String: any Sendable] = ["title": title, "body": body]
        return try await send(.post, "/api/board/posts", json.merging(more) { $1 }, token: token)
    }
}

/// Runs `body` with a board on an empty database; its services stop afterwards, as at SIGTERM.
func withBoard(
    _ kind: TestedDatabase,
    settings: [String: String] = [:],
    _ body: @escaping @Sendable (TestBoard) async throws -> Void
) async throws {
    try await withDatabaseURL(kind) { url in
        try await withBoard(url: url, settings: settings, body)
    }
}

/// Like `withBoard`, on the database at `url`.
func withBoard(
    url: String,
    settings: [String: String] = [:],
    _ body: @escaping @Sendable (TestBoard) async throws -> Void
) async throws {
    try await withTemporaryDirectory(prefix: "board-var") { folder in
        var values = [
            "DATABASE_URL": url, "VAR_DIR": folder.path, "WRITE_LIMIT": "off", "ADDRESS_WRITE_LIMIT": "off",
            "SIGN_IN_LIMIT": "off", "SIGN_UP_LIMIT": "off", "ADMIN_TOKEN": "admin-token",
        ]
        values.merge(settings) { $1 }
        let reader = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: values))
        let runtime = try ServiceRuntime(name: "board-api", reader: reader, logger: silentLogger)
        let configuration = try BoardConfiguration(reader: reader, varDirectory: folder.path)
        // As cheap as scrypt can be: what the tests are about is not how dear a password is.
        let hasher = try PasswordHasher(cost: .init(logRounds: 1, blockSize: 1, parallelism: 1))
        let board = try await Board(
            runtime: runtime,
            configuration: configuration,
            objects: try configuration.makeObjectStore(),
            hasher: hasher
        )
        let application = runtime.makeApplication(router: board.makeRouter(), health: board.health)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await board.keeper.run() }
            defer { group.cancelAll() }
            try await waitUntil("the database is open", within: .seconds(30)) { board.keeper.database != nil }
            try await application.test(.router) { client in try await body(TestBoard(board: board, client: client)) }
            await board.views.flush()
            await board.keeper.database?.close()
        }
    }
}
