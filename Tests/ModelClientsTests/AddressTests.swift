import Core
import Curl
import ModelClients
import Testing

/// Settings are checked before anybody is asked.
struct AddressTests {
    @Test(arguments: [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1/embeddings"),
        ("https://api.example.com/", "https://api.example.com/v1/embeddings"),
        ("https://api.example.com/v1", "https://api.example.com/v1/embeddings"),
        ("https://api.example.com/v1/", "https://api.example.com/v1/embeddings"),
        ("https://example.com/proxy/openai", "https://example.com/proxy/openai/v1/embeddings"),
        ("https://example.com/v1beta/openai/embeddings", "https://example.com/v1beta/openai/embeddings"),
        ("http://[::1]:80/v1", "http://[::1]:80/v1/embeddings"),
    ])
    func `a base URL is taken as it is meant`(_ base: String, _ url: String) throws {
        let address = try ProviderAddress(base, setting: "X")
        #expect(address.url("v1/embeddings") == url)
    }

    @Test(arguments: [
        "", "localhost:8080", "ftp://example.com", "file:///etc/passwd", "http://", "http:///v1", "http://host:0",
        "http://host:99999", "http://host:x", "http://user:pass@host", "http://host/?key=1", "http://host/#a",
        "http://ho st", "http://호스트", "http://host\r\nX: y", "http://[::1", "http://host\\@evil",
        "http://" + String(repeating: "a", count: 3_000),
    ])
    func `anything else is refused with the setting's name and without the text`(_ base: String) throws {
        let error = #expect(throws: ProviderError.self) {
            try TEIReranker(url: base, setting: "RERANK_URL", link: makeLink())
        }
        let failure = try #require(error)
        #expect(failure.code == .misconfigured && failure.message.hasPrefix("RERANK_URL: "))
        #expect(!failure.message.contains("pass@") && !failure.message.contains("passwd"))
    }

    @Test(arguments: ["two words", "line\r\nbreak", "열쇠"])
    func `a key that no header can carry is refused without being shown`(_ key: String) throws {
        let error = #expect(throws: ProviderError.self) {
            try OpenAIChatModel(url: "http://host", model: "m", key: Secret(key), link: makeLink())
        }
        let failure = try #require(error)
        #expect(failure.message.contains("LLM_URL") && !failure.message.contains(key))
    }

    @Test(arguments: ["", "a b", "../other", "이름", "a/b"])
    func `a collection's name is one Qdrant takes`(_ name: String) {
        #expect(throws: ProviderError.self) {
            try QdrantVectorStore(url: "http://host", options: .init(collection: name), link: makeLink())
        }
    }
}
