import Core
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceKit

/// `/gbfs/{version}/{file}.json`: the live snapshot for every program that reads GBFS.
struct GBFSController {
    let system: @Sendable () -> GBFSSystem
    let clock: WallClock
    let snapshot: @Sendable () async throws -> LiveSnapshot?

    /// Publishes whatever `snapshot` returns at the time of a request.
    init(
        system: @escaping @Sendable () -> GBFSSystem,
        clock: WallClock,
        snapshot: @escaping @Sendable () async throws -> LiveSnapshot?
    ) {
        self.system = system
        self.clock = clock
        self.snapshot = snapshot
    }

    func addRoutes(to router: Router<AppRequestContext>) {
        router.get("/gbfs/gbfs.json") { request, _ in try await file(.discovery, .v2, request) }
        router.get("/gbfs/:version/:file") { request, context in
            let version = GBFSVersion(rawValue: try context.parameters.require("version"))
            let name = try context.parameters.require("file")
            guard let version, name.hasSuffix(".json"), let wanted = GBFSFile(rawValue: String(name.dropLast(5))) else {
                throw Problem.notFound(
                    "There is no such GBFS file; /gbfs/2.3/gbfs.json and /gbfs/3.0/gbfs.json list them."
                )
            }
            return try await file(wanted, version, request)
        }
    }

    private func file(_ file: GBFSFile, _ version: GBFSVersion, _ request: Request) async throws -> Response {
        guard let live = try await snapshot() else {
            throw Problem.unavailable("No snapshot of the stations is there yet; /health tells why.", retryAfter: 5)
        }
        let writer = GBFSWriter(version: version, system: system(), baseURL: try Self.baseURL(request))
        let next = live.snapshot.observedAt.advanced(bySeconds: Int64(live.snapshot.intervalSeconds))
        let ttl = Int(clock.realDuration(seconds: next.secondsSince(clock.now())).inSeconds.rounded(.up))
        let bytes = writer.file(file, snapshot: live.snapshot, ttlSeconds: ttl)
        let headers: HTTPFields = [
            .contentType: "application/json", .cacheControl: "public, max-age=\(min(ttl, 60))",
            .accessControlAllowOrigin: "*",
        ]
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Where the client reached us, as the gateway or its own `Host` says; anything but a plain authority is refused.
    private static func baseURL(_ request: Request) throws -> String {
        let authority =
            HTTPField.Name("X-Forwarded-Host").flatMap { request.headers[$0] } ?? request.head.authority ?? ""
        let scheme = HTTPField.Name("X-Forwarded-Proto").flatMap { request.headers[$0] } ?? "http"
        let isPlain = authority.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-"),
                UInt8(ascii: "["), UInt8(ascii: "]"):
                true
            default: false
            }
        }
        guard isPlain, !authority.isEmpty, authority.utf8.count < 256, scheme == "http" || scheme == "https" else {
            throw Problem.badRequest("The Host header is not a host name with an optional port.")
        }
        return "\(scheme)://\(authority)/gbfs"
    }
}
