import BoardService
import Foundation
import HTTPTypes
import Testing
import TestSupport

/// Attachments in moto's S3 with signature checks on.
@Suite(.enabled(if: S3TestServer.obstacle == nil, Comment(rawValue: S3TestServer.obstacle ?? "")))
struct S3AttachmentTests {
    private static let file = Data("고장 난 거치대의 설명".utf8)

    private static func attach(_ post: String, _ token: String, _ board: TestBoard) async throws -> Answer {
        let uri = "/api/board/posts/\(post)/attachments?name=a.txt"
        return try await board.send(.post, uri, body: file, type: "text/plain", token: token)
    }

    @Test func `files lie in a bucket and are removed from it`() async throws {
        try await withS3Server { server in
            try await withTemporaryDirectory { folder in
                let settings = server.environment.merging(["OBJECT_STORE_URL": "s3://\(S3TestServer.bucket)/board"]) {
                    $1
                }
                try await withBoard(url: "sqlite:" + folder.file("b.sqlite"), settings: settings) { board in
                    let token = try await board.signUp("rider")
                    let post = try await board.createPost(token: token)
                    let added = try await Self.attach(post.id, token, board)
                    #expect(added.status == 201)
                    let path = try #require(added.text("url"))
                    let read = try await board.send(.get, path)
                    #expect(read.status == 200 && read.body == Self.file)
                    #expect(try await board.send(.delete, path, token: token).status == 204)
                    #expect(try await board.send(.get, path).status == 404)
                    for _ in 0..<16 { try await board.board.upkeep.tidy() }
                }
                let requests = server.requests(endingIn: "")
                #expect(requests.contains("PUT 200") && requests.contains("DELETE 204"), "\(requests)")
            }
        }
    }

    @Test func `while the bucket is away attachments say so and the rest goes on`() async throws {
        try await withTemporaryDirectory { folder in
            let settings = [
                "OBJECT_STORE_URL": "s3://board/x", "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:\(try FreePort.next())",
                "AWS_REGION": "ap-northeast-2", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y",
            ]
            try await withBoard(url: "sqlite:" + folder.file("b.sqlite"), settings: settings) { board in
                let token = try await board.signUp("rider")
                let post = try await board.createPost(token: token)
                let refused = try await Self.attach(post.id, token, board)
                #expect(refused.status == 503 && refused.headers[.retryAfter] != nil)
                let read = try await board.send(.get, "/api/board/posts/\(post.id)")
                #expect(read.status == 200 && read.json["attachment_count"] as? Int == 0)
                #expect(try await board.createPost(token: token).status == 201)
            }
        }
    }
}
