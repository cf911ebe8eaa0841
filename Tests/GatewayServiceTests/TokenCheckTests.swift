import Core
import Crypto
import Curl
import Foundation
import GatewayService
import Hummingbird
import Synchronization
import Testing

/// The check of tokens before the board is asked to change something.
@Suite(.timeLimit(.minutes(1))) struct TokenCheckTests {
    private static let now = Timestamp(seconds: 1_700_000_000)

    @Test func `a token of the board is good until it ends`() throws {
        let signer = TestSigner("a")
        let keys = try TokenKeys(json: signer.keySet)
        let token = signer.token(expires: 1_700_000_600)
        #expect(
            AccessTokenVerdict(of: token, keys: keys, now: Self.now) == .valid(until: Timestamp(seconds: 1_700_000_605))
        )
        let list = signer.token(changing: ["aud": ["x", "ttareungi"]], expires: 1_700_000_600)
        #expect(AccessTokenVerdict(of: list, keys: keys, now: Self.now) != .invalid)
        #expect(AccessTokenVerdict(of: token, keys: keys, now: Timestamp(seconds: 1_700_000_605)) == .invalid)
    }

    @Test func `everything else is not`() throws {
        let signer = TestSigner("a")
        let keys = try TokenKeys(json: signer.keySet)
        let good = signer.token(expires: 1_700_000_600)
        let parts = good.split(separator: ".").map(String.init)
        let header = #"{"alg":"ES256","kid":"a"}"#
        let payload = #"{"iss":"ttareungi-board","aud":"ttareungi","exp":1700000600}"#
        let other = TestSigner("a")
        let bad = [
            "expired": signer.token(expires: 1_699_999_000),
            "another key under the same name": other.token(expires: 1_700_000_600),
            "alg none": "\(encoded(#"{"alg":"none","kid":"a"}"#)).\(encoded(payload)).",
            "alg none, signed": signer.signed(#"{"alg":"none","kid":"a"}"#, payload),
            "alg HS256": signer.signed(#"{"alg":"HS256","kid":"a"}"#, payload),
            "alg ES384": signer.signed(#"{"alg":"ES384","kid":"a"}"#, payload),
            "no key id": signer.signed(#"{"alg":"ES256"}"#, payload),
            "critical": signer.signed(#"{"alg":"ES256","kid":"a","crit":["x"]}"#, payload),
            "claims changed":
                "\(parts[0]).\(encoded(#"{"iss":"ttareungi-board","aud":"ttareungi","exp":1800000000}"#)).\(parts[2])",
            "signature changed": "\(parts[0]).\(parts[1]).\(encoded(String(repeating: "x", count: 64)))",
            "signature short": "\(parts[0]).\(parts[1]).\(parts[2].dropLast(4))",
            "no signature": "\(parts[0]).\(parts[1])", "four parts": good + ".x", "empty": "", "dots": "..",
            "another issuer": signer.signed(header, payload.replacing("ttareungi-board", with: "other")),
            "another audience": signer.signed(header, payload.replacing(#""ttareungi","#, with: #""other","#)),
            "no end": signer.signed(header, #"{"iss":"ttareungi-board","aud":"ttareungi"}"#),
            "end is text": signer.signed(header, payload.replacing("1700000600", with: #""1700000600""#)),
            "end is huge": signer.signed(header, payload.replacing("1700000600", with: "1e300")),
            "no JSON": signer.signed(header, "x"),
        ]
        for (what, token) in bad {
            #expect(AccessTokenVerdict(of: token, keys: keys, now: Self.now) == .invalid, "\(what)")
        }
        let unknown = TestSigner("b").token(expires: 1_700_000_600)
        #expect(AccessTokenVerdict(of: unknown, keys: keys, now: Self.now) == .unknownKey)
    }

    @Test func `a key set with other keys in it gives those that fit`() throws {
        let key = String(decoding: TestSigner("a").keySet, as: UTF8.self).dropFirst(#"{"keys":["#.count).dropLast(2)
        let others = [
            #"{"kty":"RSA","kid":"r","n":"AQAB","e":"AQAB"}"#, #"{"kty":"oct","kid":"o","k":"AA"}"#,
            #"{"kty":"EC","crv":"P-256","kid":"z","x":"AA","y":"AA"}"#,
        ]
        let set = #"{"keys":[\#(others[0]),\#(key),\#(others[1]),\#(others[2])]}"#
        #expect(try TokenKeys(json: Array(set.utf8)).ids == ["a"])
        #expect(throws: (any Error).self) { try TokenKeys(json: Array("[]".utf8)) }
    }

    @Test func `keys are fetched, kept and replaced when a new one comes up`() async throws {
        let (first, second) = (TestSigner("first"), TestSigner("second"))
        let keySets = KeySets(first.keySet)
        try await withUpstream(keySets.router) { address in
            let client = HTTPClient()
            let makeCheck = { (shortest: Duration) in
                var pace = TokenCheck.Pace()
                pace.shortest = shortest
                return TokenCheck(
                    url: address + "/jwks.json",
                    client: client,
                    logger: silentLogger,
                    pace: pace,
                    now: { Self.now }
                )
            }
            let check = makeCheck(.zero)
            let (old, new) = (first.token(expires: 1_700_000_600), second.token(expires: 1_700_000_600))
            // Nobody can be judged without keys.
            #expect(check.admits(nil) && check.admits("Bearer x"))
            await check.refresh()
            #expect(!check.admits(nil) && !check.admits("Bearer x") && !check.admits("Basic \(old)"))
            #expect(check.admits("Bearer \(old)") && check.admits("bearer  \(old) "))
            // Asked for a moment ago: this key is nobody's.
            let patient = makeCheck(.seconds(60))
            await patient.refresh()
            #expect(patient.admits("Bearer \(old)") && !patient.admits("Bearer \(new)"))
            // The board goes away; its keys stay.
            keySets.set(nil)
            await check.refresh()
            #expect(check.admits("Bearer \(old)"))
            // The board decides until the keys have been asked for again.
            #expect(check.admits("Bearer \(new)") && !check.admits("Bearer x"))
            keySets.set(second.keySet)
            await check.refresh()
            await patient.refresh()
            #expect(check.admits("Bearer \(new)") && patient.admits("Bearer \(new)"))
            #expect(!patient.admits("Bearer \(old)"))
            await client.shutdown()
        }
    }

    @Test func `an unknown key makes it ask for the keys, not more often than allowed`() async throws {
        let (first, second) = (TestSigner("first"), TestSigner("second"))
        let keySets = KeySets(first.keySet)
        try await withUpstream(keySets.router) { address in
            let client = HTTPClient()
            var pace = TokenCheck.Pace()
            pace.shortest = .milliseconds(500)
            let check = TokenCheck(url: address, client: client, logger: silentLogger, pace: pace, now: { Self.now })
            let start = ContinuousClock.now
            let running = Task { try await check.run() }
            try await eventually("the keys are there") { !check.admits(nil) }
            keySets.set(second.keySet)
            let new = "Bearer \(second.token(expires: 1_700_000_600))"
            try await eventually("the new key is known") { check.admits(new) && keySets.asked == 2 }
            let forged = "Bearer \(TestSigner("third").token(expires: 1_700_000_600))"
            for _ in 0..<100 {
                _ = check.admits(forged)
                try await Task.sleep(for: .milliseconds(10))
            }
            // Once at the start, and once in each pause: a busy machine only has more pauses.
            #expect(keySets.asked <= 2 + Int((ContinuousClock.now - start) / pace.shortest))
            running.cancel()
            await client.shutdown()
        }
    }

    @Test func `the gateway keeps bad tokens from changing the board`() async throws {
        let signer = TestSigner("a")
        let (stub, keySets) = (StubService(), KeySets(signer.keySet))
        try await withUpstream(keySets.router) { keys in
            try await withUpstream(stub.router) { upstream in
                try await withGateway(upstream: upstream, settings: ["JWKS_URL": keys + "/jwks.json"]) { gateway in
                    let path = "/api/board/posts/1/attachments"
                    try await eventuallyAsync("the keys are there") {
                        try await gateway.fetch(path, method: "POST").status == 401
                    }
                    let refused = try await gateway.fetch(path, method: "POST", body: .bytes([1, 2, 3]))
                    #expect(refused.status == 401 && refused.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
                    #expect(refused.headers["content-type"] == "application/problem+json")
                    #expect(gateway.counted.contains(#"gateway_rejected_total{reason="unauthorized"}"#))
                    let before = stub.seen.bytesReceived
                    let end = Int(Date().timeIntervalSince1970) + 60
                    for body in [[UInt8](), [1, 2, 3]] {
                        let passed = try await gateway.fetch(
                            path,
                            method: "POST",
                            headers: ["Authorization": "Bearer \(signer.token(expires: end))"],
                            body: .bytes(body)
                        )
                        #expect(passed.status == 200)
                    }
                    #expect(stub.seen.bytesReceived == before + 3)
                    // Reading is for all, and other services have their own doors.
                    #expect(try await gateway.fetch("/api/board/posts").status != 401)
                    #expect(try await gateway.fetch("/api/chat", method: "POST", body: .bytes([0x61])).status == 200)
                }
            }
        }
    }
}

/// Makes tokens as board-api does.
struct TestSigner {
    private let key = P256.Signing.PrivateKey()
    private let id: String

    init(_ id: String) {
        self.id = id
    }

    var keySet: [UInt8] {
        let raw = Array(key.publicKey.rawRepresentation)
        let (x, y) = (Base64URL.encode(raw.prefix(32)), Base64URL.encode(raw.dropFirst(32)))
        let jwk = #"{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"\#(id)","x":"\#(x)","y":"\#(y)"}"#
        return Array(#"{"keys":[\#(jwk)]}"#.utf8)
    }

    func signed(_ header: String, _ payload: String) -> String {
        let text = "\(encoded(header)).\(encoded(payload))"
        // The private key is a sound one.
        guard let signature = try? key.signature(for: Data(text.utf8)) else { return "" }
        return "\(text).\(Base64URL.encode(signature.rawRepresentation))"
    }

    func token(changing claims: [String: Any] = [:], expires: Int) -> String {
        let standard: [String: Any] = [
            "iss": AccessTokenContract.issuer, "aud": AccessTokenContract.audience, "sub": "1", "exp": expires,
        ]
        let data = try? JSONSerialization.data(withJSONObject: standard.merging(claims) { $1 })
        return signed(#"{"alg":"ES256","typ":"JWT","kid":"\#(id)"}"#, String(decoding: data ?? Data(), as: UTF8.self))
    }
}

private func encoded(_ text: String) -> String { Base64URL.encode(text.utf8) }

/// Publishes a key set at any path.
private final class KeySets: Sendable {
    private let state: Mutex<(document: [UInt8]?, asked: Int)>

    init(_ document: [UInt8]) {
        state = Mutex((document, 0))
    }

    var asked: Int { state.withLock { $0.asked } }

    /// Nil: an error instead.
    func set(_ document: [UInt8]?) { state.withLock { $0.document = document } }

    var router: Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        for path in ["/", "/jwks.json"] {
            router.get(RouterPath(path)) { [self] _, _ in
                let document = state.withLock { state in
                    state.asked += 1
                    return state.document
                }
                guard let document else { return Response(status: .serviceUnavailable) }
                return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(bytes: document)))
            }
        }
        return router
    }
}
