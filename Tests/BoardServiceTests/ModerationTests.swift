import BoardService
import Foundation
import HTTPTypes
import Testing

extension BoardTests {
    @Suite struct Moderation {
        @Test(arguments: TestedDatabase.allCases)
        func `moderators list deleted posts and read deleted comments`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let other = try await board.signUp("other")
                let moderator = try await board.signUp("mod", role: "moderator")
                var ids: [String] = []
                for title in ["하나", "둘", "셋"] { ids.append(try await board.createPost(title, token: token).id) }
                let (posts, any) = ("/api/board/posts", ["if-match": "*"])
                for id in ids.dropLast() {
                    _ = try await board.send(.delete, "\(posts)/\(id)", token: token, headers: any)
                }
                let deleted = posts + "?status=deleted"
                #expect(try await board.send(.get, deleted).status == 401)
                #expect(try await board.send(.get, deleted, token: token).status == 403)
                var found: [String] = []
                var uri: String? = deleted + "&limit=1"
                while let next = uri {
                    let page = try await board.send(.get, next, token: moderator)
                    #expect(page.list("posts").allSatisfy { $0["status"] as? String == "deleted" })
                    found += page.list("posts").compactMap { $0["id"] as? String }
                    uri = Posts.nextURI(page)
                }
                #expect(found == [ids[1], ids[0]])
                for wrong in ["&q=ab", "&sort=best"] {
                    #expect(try await board.send(.get, deleted + wrong, token: moderator).status == 400)
                }
                #expect(try await board.send(.get, posts + "?status=purged", token: moderator).status == 400)
                #expect(try await board.send(.get, posts + "?status=live").list("posts").count == 1)

                let comments = "\(posts)/\(ids[2])/comments"
                let comment = comments + "/" + (try await board.send(.post, comments, ["body": "글"], token: other)).id
                _ = try await board.send(.delete, comment, token: other, headers: any)
                for (reader, status) in [(nil, 410), (token, 410), (other, 200), (moderator, 200)] {
                    let read = try await board.send(.get, comment, token: reader)
                    #expect(read.status == status && (status == 410 || read.text("status") == "deleted"))
                }
                let trail = try await board.send(.get, "/api/auth/audit?limit=2", token: "admin-token").list("entries")
                #expect(trail.map { $0["action"] as? String } == ["comment.deleted", "comment.created"])
                #expect(trail.allSatisfy { $0["detail"] as? String == "post \(ids[2])" })
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `who asks for the head alone is no reader, and an author sees no fewer readers`(
            database: TestedDatabase
        ) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let uri = "/api/board/posts/\(try await board.createPost(token: token).id)"
                for _ in 0..<3 { #expect(try await board.send(.head, uri).status == 200) }
                _ = try await board.send(.get, uri)
                #expect(try await board.send(.get, uri).json["views"] as? Int == 2)
                let any = ["if-match": "*"]
                let changed = try await board.send(.patch, uri, ["title": "x"], token: token, headers: any)
                #expect(changed.json["views"] as? Int == 2)
                _ = try await board.send(.delete, uri, token: token, headers: any)
                #expect(try await board.send(.post, uri + "/restore", token: token).json["views"] as? Int == 2)
            }
        }
    }
}
