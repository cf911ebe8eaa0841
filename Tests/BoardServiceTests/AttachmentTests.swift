import BoardService
import Foundation
import HTTPTypes
import Testing

@Suite struct MediaTypeTests {
    @Test(
        arguments: [
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], MediaType.png), ([0xFF, 0xD8, 0xFF, 0xE0], .jpeg),
            (Array("GIF89a…".utf8), .gif), (Array("RIFF....WEBPVP8 ".utf8), .webp),
            ([0, 0, 0, 9] + Array("ftypheic".utf8), nil),
            (Array("%PDF-1.7".utf8), .pdf), (Array("안녕\n".utf8), .text),
            (Array("<script>alert(1)</script>".utf8), .text),
            ([], nil), ([0, 1, 2, 3], nil), ([0xFF, 0xFE, 0x41], nil), (Array("MZ\u{1}".utf8), nil),
        ] as [([UInt8], MediaType?)]
    ) func `a file is what its bytes say`(bytes: [UInt8], type: MediaType?) {
        #expect(MediaType(sniffing: bytes) == type)
    }
}

extension BoardTests {
    @Suite struct Attachments {
        /// A small picture, and the same with the name of its maker.
        private static let png = Data(head + pixels)
        private static let signedPNG = Data(head + [0, 0, 0, 5] + Array("tEXtabcde".utf8) + [0, 0, 0, 0] + pixels)
        private static let head: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        private static let pixels =
            [0, 0, 1, 0] + Array("IDAT".utf8) + [UInt8](repeating: 7, count: 260)
            + [0, 0, 0, 0] + Array("IEND".utf8) + [0, 0, 0, 0]

        @Test(arguments: TestedDatabase.allCases)
        func `a file is attached, served so that it can do no harm, and removed`(database: TestedDatabase) async throws
        {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let other = try await board.signUp("other")
                let post = try await board.createPost(token: token)
                let uri = "/api/board/posts/\(post.id)/attachments"
                func attach(_ data: Data, _ name: String, _ token: String, key: String? = nil) async throws -> Answer {
                    let headers = key.map { ["idempotency-key": $0] } ?? [:]
                    let name = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                    return try await board.send(
                        .post,
                        uri + "?name=\(name)",
                        body: data,
                        type: "image/png",
                        token: token,
                        headers: headers
                    )
                }
                let added = try await attach(Self.signedPNG, "사진 1.png", token, key: "k")
                #expect(added.status == 201 && added.text("media_type") == "image/png")
                #expect(try await attach(Self.signedPNG, "사진 1.png", token, key: "k").body == added.body)
                #expect(try await attach(Self.png.dropLast(), "x.png", token).status == 422)
                let path = try #require(added.text("url"))
                let file = try await board.send(.get, path)
                #expect(file.status == 200 && file.body == Self.png)
                #expect(file.headers[.contentType] == "image/png" && file.headers[.xContentTypeOptions] == "nosniff")
                #expect(file.headers[.contentSecurityPolicy] == "default-src 'none'; sandbox")
                #expect(file.headers[.contentDisposition] == "inline; filename*=UTF-8''%EC%82%AC%EC%A7%84%201.png")
                #expect(try await board.send(.get, path, headers: ["if-none-match": file.etag]).status == 304)
                let page = try await attach(Data("<script>alert(1)</script>".utf8), "x.html", token)
                let served = try await board.send(.get, try #require(page.text("url")))
                #expect(served.headers[.contentType] == "text/plain; charset=utf-8")
                #expect(served.headers[.contentDisposition]?.hasPrefix("attachment;") == true)
                #expect(try await attach(Self.png, "x.png", other).status == 403)
                #expect(try await attach(Data([0, 1, 2]), "x.exe", token).status == 415)
                #expect(try await attach(Data(), "x.png", token).status == 422)
                let form = try await board.send(
                    .post,
                    uri + "?name=x.png",
                    body: Data("--b\r\n".utf8) + Self.png,
                    type: "multipart/form-data; boundary=b",
                    token: token
                )
                #expect(form.status == 415 && form.text("detail")?.contains("the file itself") == true)
                #expect(try await attach(Self.png, "../x", token).status == 400)
                let large = Self.png + Data(repeating: 0, count: 5 << 20)
                #expect(try await attach(large, "x.png", token).status == 413)
                for _ in 0..<2 { #expect(try await attach(Self.png, "x.png", token).status == 201) }
                let typed = uri + "?name=my+c%2B%2B.txt"
                let text = try await board.send(.post, typed, body: Data("x".utf8), type: "text/plain", token: token)
                #expect(text.text("name") == "my c++.txt")
                #expect(try await attach(Self.png, "x.png", token).status == 409)
                let read = try await board.send(.get, "/api/board/posts/\(post.id)")
                #expect(read.list("attachments").count == 5 && read.json["attachment_count"] as? Int == 5)
                #expect(try await board.send(.delete, path, token: other).status == 403)
                #expect(try await board.send(.delete, path, token: token).status == 204)
                #expect(try await board.send(.get, path).status == 404)
            }
        }
    }
}
