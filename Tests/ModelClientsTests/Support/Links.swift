import Core
import Curl
import ModelClients
import Testing

/// Limits no slow machine meets; tests of a limit lower that one.
func generousLimits(_ change: (inout ProviderLimits) -> Void = { _ in }) -> ProviderLimits {
    var limits = ProviderLimits(attemptTime: .seconds(120), totalTime: .seconds(240), idleTime: .seconds(120))
    change(&limits)
    return limits
}

/// A link with generous limits and pauses that take no time.
func makeLink(
    _ time: ManualTime = ManualTime(),
    _ change: (inout ProviderLimits) -> Void = { _ in }
) -> ProviderLink {
    ProviderLink(client: HTTPClient(), limits: generousLimits(change), clock: time.clock)
}

/// What the suite's model server was asked with a model's name.
func requests(naming model: String) async throws -> [ModelRequest] {
    let server = try #require(ModelServerTrait.server)
    let request = HTTPClientRequest(url: server.url + "/requests", timeout: .seconds(120))
    let answer = try await HTTPClient().fetch(request, maximumBytes: 64 << 20)
    var reader = JSONReader(answer.body)
    var requests: [ModelRequest] = []
    try reader.beginArray()
    while try reader.nextElement() { requests.append(try ModelRequest(&reader)) }
    return requests.filter { $0.model == model }
}

/// One request as the model server saw it.
struct ModelRequest {
    var model = ""
    var texts = 0
    var key: String?

    init(_ reader: inout JSONReader) throws(JSONError) {
        try reader.beginObject()
        while let name = try reader.nextKeyText() {
            switch name {
            case "model": model = try reader.readString()
            case "texts": texts = try reader.readInt()
            case "key" where try !reader.readNull(): key = try reader.readString()
            case "key": break
            default: try reader.skipValue()
            }
        }
    }
}

/// The error `body` throws; its kind is checked by the caller.
func providerError(_ body: () async throws -> Void) async throws -> ProviderError {
    do {
        try await body()
    } catch let error as ProviderError {
        return error
    }
    throw ServerFailure(description: "no error was thrown")
}
