import Core
import Curl
import ObjectStore
import Testing

/// What the store makes of answers that only a stub gives.
@Suite struct S3AnswerTests {
    private func withStore<Value>(
        answering answer: @escaping @Sendable (String) -> String?,
        _ body: (any ObjectStorage, StubServer) async throws -> Value
    ) async throws -> Value {
        try await withStub(answer: answer) { stub in
            let configuration = S3Configuration(
                region: "eu-central-1",
                endpoint: stub.url,
                credentials: .fixed(AWSCredentials(accessKeyID: "key", secretAccessKey: Secret("secret"))),
                retry: .none,
            )
            return try await body(try makeObjectStore(url: "s3://bucket/p", s3: configuration), stub)
        }
    }

    private func list(_ body: String) async throws -> [ObjectInfo] {
        try await withStore(answering: { _ in StubServer.ok(body) }) { store, _ in try await store.list(prefix: "") }
    }

    private static func object(_ key: String, size: String = "3") -> String {
        "<Contents><Key>\(key)</Key><LastModified>2026-11-22T09:00:00.000Z</LastModified>"
            + "<ETag>&quot;e&#x31;&quot;</ETag><Size>\(size)</Size><Owner><ID>1</ID></Owner></Contents>"
    }

    private static func page(_ contents: String, more: String = "<IsTruncated>false</IsTruncated>") -> String {
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            + "<!-- < --><Name>bucket</Name><Empty attribute='>'/>\(more)\(contents)</ListBucketResult>\n"
    }

    @Test func `entities in a list are resolved and foreign names left out`() async throws {
        let keys = ["p/a&amp;b &#60;1&#x3E; &apos;ü", "p/folder/", "other/x", "p/../x"]
        let found = try await list(Self.page(keys.map { Self.object($0) }.joined()))
        #expect(found.map(\.key.description) == ["a&b <1> 'ü"])
        #expect(found.first?.etag == "\"e1\"")
        #expect(found.first?.modifiedAt == Timestamp(seconds: 1_795_338_000))
    }

    @Test(arguments: [
        "", "no XML", "<html><body/></html>", "<ListBucketResult>", "<ListBucketResult></Other>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><ListBucketResult/>", "<ListBucketResult>&unknown;</ListBucketResult>",
        "<ListBucketResult><![CDATA[x]]></ListBucketResult>", "<ListBucketResult>&#xD800;</ListBucketResult>",
        "<ListBucketResult/><ListBucketResult/>", "<ListBucketResult><a b='c</ListBucketResult>",
        "<ListBucketResult>a & b</ListBucketResult>", String(repeating: "<a>", count: 100),
        page(object("p/a", size: "-1")), page(object("p/a", size: "x")), page("<Contents><Size>1</Size></Contents>"),
        page("", more: "<IsTruncated>true</IsTruncated>"),
    ])
    func `a list that is not one is an error`(_ body: String) async throws {
        let error = await #expect(throws: ObjectStoreError.self) { try await list(body) }
        #expect(error?.code == .unexpectedAnswer)
    }

    @Test func `a list that cuts off anywhere is an error`() async throws {
        let whole = Self.page(Self.object("p/a"))
        let bytes = Array(whole.utf8)
        for length in stride(from: 0, to: bytes.count - 1, by: 7) {
            let error = await #expect(throws: ObjectStoreError.self) {
                try await list(String(decoding: bytes[..<length], as: UTF8.self))
            }
            #expect(error?.code == .unexpectedAnswer)
        }
    }

    @Test func `a list that runs in a circle ends`() async throws {
        let more = "<IsTruncated>true</IsTruncated><NextContinuationToken>same</NextContinuationToken>"
        let page = Self.page(Self.object("p/a"), more: more)
        let error = await #expect(throws: ObjectStoreError.self) { try await list(page) }
        #expect(error?.code == .unexpectedAnswer)
    }

    @Test func `a conflict of two conditional puts is a failed condition`() async throws {
        for status in [409, 412] {
            let fields = "ETag: \"1\"\r\nx-amz-meta-write-id: somebody-elses\r\n"
            let answer: @Sendable (String) -> String? = { head in
                head.hasPrefix("HEAD ") ? StubServer.status(200, fields: fields) : StubServer.status(status)
            }
            try await withStore(answering: answer) { store, _ in
                await expectConditionFailure { try await store.put(try ObjectKey("a"), [1], condition: .ifAbsent) }
            }
        }
    }

    @Test func `another region is named`() async throws {
        let answer = StubServer.status(301, fields: "x-amz-bucket-region: us-west-2\r\n")
        try await withStore(answering: { _ in answer }) { store, _ in
            let error = await #expect(throws: ObjectStoreError.self) {
                try await store.get(try ObjectKey("a"), limitBytes: 1)
            }
            #expect(error?.code == .invalid)
            #expect(error?.message.hasSuffix("which is us-west-2") == true)
        }
    }

    @Test func `what a server writes into its errors is not repeated`() async throws {
        let body =
            "<Error><Code>AccessDenied</Code><Message>token-123</Message><StringToSign>token-123</StringToSign></Error>"
        let answer = "HTTP/1.1 403 X\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
        try await withStore(answering: { _ in answer }) { store, _ in
            let error = try #require(
                await #expect(throws: ObjectStoreError.self) { try await store.get(try ObjectKey("a"), limitBytes: 1) }
            )
            #expect(error.message.contains("AccessDenied"))
            #expect(!String(reflecting: error).contains("token-123"))
        }
    }

    @Test func `an object longer than announced is not read`() async throws {
        let body = String(repeating: "x", count: 200_000)
        try await withStore(answering: { _ in StubServer.ok(body, fields: "ETag: \"1\"\r\n") }) { store, _ in
            for limit in [10, 100_000] {
                let error = await #expect(throws: ObjectStoreError.self) {
                    try await store.get(try ObjectKey("a"), limitBytes: limit)
                }
                #expect(error?.code == .tooLarge)
            }
        }
    }
}
