import BoardService
import Core
import Foundation
import HTTPTypes
import Testing

@Suite struct PasswordHasherTests {
    @Test func `a password is verified against its hash and nothing else is`() async throws {
        let hasher = try PasswordHasher(cost: .init(logRounds: 4, blockSize: 8, parallelism: 1))
        let hash = try await hasher.hash("비밀번호 1234")
        #expect(hash.hasPrefix("$scrypt$ln=4,r=8,p=1$"))
        #expect(try await hasher.hash("비밀번호 1234") != hash)
        #expect(try await hasher.verify("비밀번호 1234", against: hash))
        #expect(try await hasher.verify("비밀번호 1235", against: hash) == false)
        #expect(try await hasher.verify("x", against: nil) == false)
        #expect(try await hasher.verify("x", against: "$scrypt$ln=40,r=8,p=1$AA==$AA==") == false)
        let dearer = try PasswordHasher(cost: .init(logRounds: 5, blockSize: 8, parallelism: 1))
        #expect(try await dearer.verify("비밀번호 1234", against: hash))
        #expect(dearer.isOutdated(hash) && !hasher.isOutdated(hash))
    }

    @Test func `a name is locked for longer each time`() {
        let now = Timestamp(seconds: 1_000_000)
        var failures = SignInFailures.none
        var waits: [Double] = []
        for _ in 0..<13 {
            failures = SignInLock.afterFailure(failures, now: now)
            waits.append(max(0, failures.lockedUntil.secondsSince(now)))
        }
        #expect(waits == [0, 0, 0, 0, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600])
    }
}

extension BoardTests {
    @Suite struct Accounts {
        @Test(arguments: TestedDatabase.allCases)
        func `people sign up, in and out`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let credentials: [String: any Sendable] = ["name": "따릉아", "password": "correct horse"]
                let up = try await board.send(.post, "/api/auth/register", credentials)
                #expect(up.status == 201 && up.json["expires_in"] as? Int == 600)
                #expect(try await board.send(.post, "/api/auth/register", credentials).status == 409)
                let short = try await board.send(.post, "/api/auth/register", ["name": "a b", "password": "short"])
                #expect(short.status == 422 && Set(short.fields) == ["name", "password"])
                let into = try await board.send(.post, "/api/auth/login", credentials)
                let token = try #require(into.text("access_token"))
                let me = try await board.send(.get, "/api/auth/me", token: token)
                #expect(me.status == 200 && me.text("name") == "따릉아" && me.text("role") == "user")
                #expect(try await board.send(.get, "/api/auth/me", token: token + "x").status == 401)
                #expect(try await board.send(.get, "/api/auth/me").status == 401)
                let wrong = try await board.send(.post, "/api/auth/login", ["name": "따릉아", "password": "wrong"])
                #expect(wrong.status == 401)
                #expect(try await board.send(.post, "/api/auth/logout-everywhere", token: token).status == 204)
                #expect(try await board.send(.get, "/api/auth/me", token: token).status == 401)
                #expect(try await board.createPost(token: token).status == 401)
                let refresh: [String: any Sendable] = ["refresh_token": try #require(into.text("refresh_token"))]
                #expect(try await board.send(.post, "/api/auth/refresh", refresh).status == 401)
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `a refresh token that comes twice ends its family`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let up = try await board.send(
                    .post,
                    "/api/auth/register",
                    ["name": "rider", "password": "correct horse"]
                )
                let first: [String: any Sendable] = ["refresh_token": try #require(up.text("refresh_token"))]
                let renewed = try await board.send(.post, "/api/auth/refresh", first)
                let second: [String: any Sendable] = ["refresh_token": try #require(renewed.text("refresh_token"))]
                #expect(renewed.status == 200)
                let again = try await board.send(.post, "/api/auth/refresh", second)
                let third: [String: any Sendable] = ["refresh_token": try #require(again.text("refresh_token"))]
                // The thief uses what the owner used before, or the other way round.
                #expect(try await board.send(.post, "/api/auth/refresh", first).status == 401)
                #expect(try await board.send(.post, "/api/auth/refresh", third).status == 401)
                // Another session of the same account goes on.
                let other = try await board.send(
                    .post,
                    "/api/auth/login",
                    ["name": "rider", "password": "correct horse"]
                )
                let fourth: [String: any Sendable] = ["refresh_token": try #require(other.text("refresh_token"))]
                #expect(try await board.send(.post, "/api/auth/refresh", fourth).status == 200)
                let trail = try await board.send(.get, "/api/auth/audit", token: "admin-token")
                #expect(trail.list("entries").contains { $0["action"] as? String == "session.reuse" })
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `two that refresh at once do not both get tokens`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let up = try await board.send(
                    .post,
                    "/api/auth/register",
                    ["name": "rider", "password": "correct horse"]
                )
                let token: [String: any Sendable] = ["refresh_token": try #require(up.text("refresh_token"))]
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<6 {
                        group.addTask { try await board.send(.post, "/api/auth/refresh", token).status }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses.sorted() == [200, 401, 401, 401, 401, 401])
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `after five failures the name is locked, also for who knows the password`(
            database: TestedDatabase
        ) async throws {
            try await withBoard(database) { board in
                _ = try await board.signUp("rider")
                for name in ["rider", "nobody"] {
                    for _ in 0..<5 {
                        let answer = try await board.send(
                            .post,
                            "/api/auth/login",
                            ["name": name, "password": "wrong"]
                        )
                        #expect(answer.status == 401)
                    }
                    let locked = try await board.send(
                        .post,
                        "/api/auth/login",
                        ["name": name, "password": "correct horse"]
                    )
                    #expect(locked.status == 429 && locked.headers[.retryAfter] != nil)
                }
            }
        }

        @Test(arguments: TestedDatabase.allCases)
        func `a new password ends all sessions, a new role voids all tokens`(database: TestedDatabase) async throws {
            try await withBoard(database) { board in
                let token = try await board.signUp("rider")
                let wrong: [String: any Sendable] = ["current_password": "no", "new_password": "battery staple"]
                #expect(try await board.send(.post, "/api/auth/password", wrong, token: token).status == 403)
                let right: [String: any Sendable] = [
                    "current_password": "correct horse", "new_password": "battery staple",
                ]
                #expect(try await board.send(.post, "/api/auth/password", right, token: token).status == 204)
                #expect(try await board.send(.get, "/api/auth/me", token: token).status == 401)
                let into = try await board.send(
                    .post,
                    "/api/auth/login",
                    ["name": "Rider", "password": "battery staple"]
                )
                let next = try #require(into.text("access_token"))
                let role: [String: any Sendable] = ["role": "moderator"]
                #expect(try await board.send(.patch, "/api/auth/accounts/1", role, token: next).status == 403)
                #expect(try await board.send(.patch, "/api/auth/accounts/1", role).status == 401)
                #expect(try await board.send(.patch, "/api/auth/accounts/9", role, token: "admin-token").status == 404)
                #expect(try await board.send(.patch, "/api/auth/accounts/1", role, token: "admin-token").status == 200)
                #expect(try await board.send(.get, "/api/auth/me", token: next).status == 401)
            }
        }

        @Test(arguments: [TestedDatabase.sqlite])
        func `an account and an address are limited`(database: TestedDatabase) async throws {
            let settings = ["WRITE_LIMIT": "3/h", "SIGN_UP_LIMIT": "2/h"]
            try await withBoard(database, settings: settings) { board in
                let token = try await board.signUp("rider")
                _ = try await board.signUp("other")
                let third = try await board.send(
                    .post,
                    "/api/auth/register",
                    ["name": "third", "password": "correct horse"]
                )
                #expect(third.status == 429)
                for _ in 0..<3 { #expect(try await board.createPost(token: token).status == 201) }
                let fourth = try await board.createPost(token: token)
                #expect(fourth.status == 429 && (fourth.headers[.retryAfter].flatMap(Int.init) ?? 0) > 600)
            }
        }
    }
}
