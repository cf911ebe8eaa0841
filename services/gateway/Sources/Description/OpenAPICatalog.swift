import Core
import Curl
import Hummingbird
import ServiceKit

/// The services' descriptions as one, asked for at most once a minute.
struct OpenAPICatalog: Sendable {
    private static let limit = Duration.seconds(2)
    private static let maximumBytes = 1 << 20

    private let client: HTTPClient
    private let directory: UpstreamDirectory
    private let merger: OpenAPIMerger
    private let cache = TimedCache<[UInt8]>()

    init(client: HTTPClient, directory: UpstreamDirectory, merger: OpenAPIMerger) {
        self.client = client
        self.directory = directory
        self.merger = merger
    }

    /// Adds `GET /api/openapi.json`.
    func addRoutes(to router: Router<AppRequestContext>) {
        router.get("/api/openapi.json") { _, _ in
            Response.json(await cache.value { await collect() }, headers: [.cacheControl: "no-cache"])
        }
    }

    /// A partial document is kept for 5 s only, so that a service that has just started is soon in it.
    private func collect() async -> (value: [UInt8], lifetime: Duration) {
        let documents = await withTaskGroup(of: (UpstreamService, JSONValue?).self) { group in
            for service in UpstreamService.allCases {
                group.addTask { (service, await document(of: service)) }
            }
            var documents: [UpstreamService: JSONValue] = [:]
            for await (service, document) in group { documents[service] = document }
            return documents
        }
        let parts = UpstreamService.allCases.compactMap { service in
            documents[service].map { OpenAPIMerger.Part(service: service.rawValue, document: $0) }
        }
        let missing = UpstreamService.allCases.filter { documents[$0] == nil }.map(\.rawValue)
        var writer = JSONWriter(capacity: 64 << 10)
        merger.merge(parts, missing: missing).write(into: &writer)
        return (writer.bytes, missing.isEmpty ? .seconds(60) : .seconds(5))
    }

    private func document(of service: UpstreamService) async -> JSONValue? {
        for url in directory.addresses(of: service).prefix(3) {
            let request = HTTPClientRequest(url: url + "/openapi.json", timeout: Self.limit)
            // An instance that has no document to give is passed over; the answer says which service is missing.
            guard let response = try? await client.fetch(request, maximumBytes: Self.maximumBytes),
                response.status == 200, let document = try? JSONValue(parsing: response.body)
            else { continue }
            return document
        }
        return nil
    }
}
