import BoardService
import Core
import Crypto
import Foundation
import HTTPTypes
import JWTKit
import TestSupport
import Testing

@Suite struct TokenTests {
    private let account = Account(
        id: 7,
        name: "rider",
        role: .user,
        tokenVersion: 1,
        createdAt: Timestamp(seconds: 0)
    )

    @Test func `a key of its own is made once, for nobody else to read`() async throws {
        try await withTemporaryDirectory { folder in
            let files = SigningKeyFiles(configured: nil, varDirectory: folder.path)
            let first = try files.load().map(\.id)
            #expect(first.count == 1)
            #expect(try files.load().map(\.id) == first)
            let path = folder.file("board/jwt-keys/first.pem")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test func `a new key is published before it signs, and an old one is good until it is taken away`() async throws {
        try await withTemporaryDirectory { folder in
            let now = Timestamp(seconds: 1_800_000_000)
            func write(_ name: String, age: Int64) throws -> String {
                let key = P256.Signing.PrivateKey()
                let path = try folder.write(key.pemRepresentation, to: name)
                let date = Date(timeIntervalSince1970: Double(now.seconds - age))
                try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
                return SigningKey(privateKey: key, modifiedAt: now).id
            }
            let files = SigningKeyFiles(configured: folder.path, varDirectory: "")
            let old = try write("a.pem", age: 4000)
            let authority = try await TokenAuthority(files: files, logger: silentLogger, now: { now })
            #expect(try keyIDs(authority) == [old])
            let fresh = try write("b.pem", age: 10)
            await authority.reload()
            #expect(try keyIDs(authority) == [fresh, old])
            #expect(try await signer(authority) == old)
            let later = try await TokenAuthority(
                files: files,
                logger: silentLogger,
                now: { now.advanced(bySeconds: 600) }
            )
            #expect(try await signer(later) == fresh)
        }
    }

    @Test func `a folder without a key, or with a broken one, stops the start`() async throws {
        try await withTemporaryDirectory { folder in
            for text in [nil, "no key"] {
                if let text { try folder.write(text, to: "x.pem") }
                let files = SigningKeyFiles(configured: folder.path, varDirectory: "")
                await #expect(throws: (any Error).self) {
                    _ = try await TokenAuthority(files: files, logger: silentLogger)
                }
            }
        }
    }

    private func keyIDs(_ authority: TokenAuthority) throws -> [String] {
        let document = try JSONSerialization.jsonObject(with: Data(authority.keySet)) as? [String: [[String: String]]]
        return (document?["keys"] ?? []).compactMap { $0["kid"] }
    }

    /// The key id in the header of a new token.
    private func signer(_ authority: TokenAuthority) async throws -> String? {
        let token = try await authority.token(for: account, sessionID: 1)
        #expect(await authority.principal(of: token)?.accountID == 7)
        let parts = token.split(separator: ".").map(String.init)
        var header = parts[0].replacing("-", with: "+").replacing("_", with: "/")
        header += String(repeating: "=", count: (4 - header.count % 4) % 4)
        let data = try #require(Data(base64Encoded: header))
        return (try JSONSerialization.jsonObject(with: data) as? [String: Any])?["kid"] as? String
    }
}

extension BoardTests {
    @Suite struct Tokens {
        @Test func `others can check a token with the published keys`() async throws {
            try await withBoard(.sqlite) { board in
                let token = try await board.signUp("rider")
                let document = try await board.send(.get, "/.well-known/jwks.json")
                let keys = try await JWTKeyCollection().add(
                    jwksJSON: String(decoding: document.body, as: UTF8.self)
                )
                let payload = try await keys.verify(token, as: AccessToken.self)
                #expect(payload.sub.value == "1" && payload.name == "rider" && payload.role == .user)
                #expect(payload.exp.value.timeIntervalSince1970.truncatingRemainder(dividingBy: 1) == 0)
            }
        }

        @Test func `tokens that others made are refused`() async throws {
            try await withBoard(.sqlite) { board in
                let token = try await board.signUp("rider")
                let parts = token.split(separator: ".").map(String.init)
                let none = "eyJhbGciOiJub25lIn0.\(parts[1])."
                for forged in [
                    none, "\(parts[0]).\(parts[1]).", "x", "\(parts[0]).\(parts[1]).\(String(parts[2].reversed()))",
                ] {
                    #expect(try await board.send(.get, "/api/auth/me", token: forged).status == 401)
                    #expect(try await board.createPost(token: forged).status == 401)
                }
            }
        }
    }
}
