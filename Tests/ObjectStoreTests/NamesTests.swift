import ObjectStore
import Testing

@Suite struct NamesTests {
    @Test(arguments: [
        "", "/a", "a/", "a//b", ".", "..", "a/../b", "a/..", "./a", "a\\b", "a\nb", "a\u{0}b", "a\u{7F}",
        "../\u{301}a", "a/\u{301}/../..", ".object-store", ".object-store/lock", String(repeating: "x", count: 201),
        String(repeating: "long/", count: 205) + "x",
    ])
    func `a key that could leave its place is refused`(_ text: String) {
        let error = #expect(throws: ObjectStoreError.self) { try ObjectKey(text) }
        #expect(error?.code == .invalid)
    }

    @Test(arguments: ["a", "a/b.c", "...", "..a/b", "model version/é", String(repeating: "long/", count: 204) + "end"])
    func `ordinary keys are taken as they are`(_ text: String) throws {
        #expect(try ObjectKey(text).description == text)
    }

    @Test func `a file URL and a plain path name the same folder`() throws {
        for url in ["/var/models", "file:/var/models", "file:///var/models/", "file://localhost/var/models"] {
            let store = try makeObjectStore(url: url) as? FileObjectStore
            #expect(store?.root == "/var/models")
        }
        #expect((try makeObjectStore(url: "var/models") as? FileObjectStore)?.root == "var/models")
    }

    @Test(arguments: ["", "file:", "file://host/path", "gs://bucket/models", "s3://bucket"])
    func `a URL that names no store is refused`(_ url: String) {
        let error = #expect(throws: ObjectStoreError.self) { try makeObjectStore(url: url) }
        #expect(error?.code == .invalid)
    }

    @Test func `buckets are parts of the host at AWS and of the path elsewhere`() throws {
        let source = AWSCredentialsSource.instanceMetadata(endpoint: "http://127.0.0.1:1")
        var configuration = S3Configuration(region: "ap-northeast-2", credentials: source)
        let key = try ObjectKey("v 1/ü.txt")
        func url(_ text: String) throws -> String {
            let location = try S3Location(url: text, configuration: configuration)
            return location.url(path: try location.path(key), canonicalQuery: "")
        }
        #expect(try url("s3://ttareungi/m") == "https://ttareungi.s3.ap-northeast-2.amazonaws.com/m/v%201/%C3%BC.txt")
        #expect(try url("s3://with.dots/") == "https://s3.ap-northeast-2.amazonaws.com/with.dots/v%201/%C3%BC.txt")
        configuration.region = "cn-north-1"
        #expect(try url("s3://ttareungi") == "https://ttareungi.s3.cn-north-1.amazonaws.com.cn/v%201/%C3%BC.txt")
        configuration.endpoint = "http://Minio.local:80/base/"
        #expect(try url("s3://ttareungi/a/b/") == "http://minio.local/base/ttareungi/a/b/v%201/%C3%BC.txt")
    }

    @Test(arguments: [
        "s3://", "s3:///models", "s3://UPPER/models", "s3://a/models", "s3://with_underscore", "s3://bucket/../other",
        "s3://buck et/x", "s3://user:pass@bucket/x",
    ])
    func `a malformed bucket or prefix is refused`(_ url: String) {
        let source = AWSCredentialsSource.instanceMetadata(endpoint: "http://127.0.0.1:1")
        let configuration = S3Configuration(region: "eu-central-1", credentials: source)
        let error = #expect(throws: ObjectStoreError.self) { try makeObjectStore(url: url, s3: configuration) }
        #expect(error?.code == .invalid)
    }

    @Test(arguments: ["127.0.0.1:9000", "ftp://host", "http://", "http://user:pass@host", "http://host/?x=1"])
    func `a malformed endpoint is refused`(_ endpoint: String) {
        let environment = ["AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"]
        let error = #expect(throws: ObjectStoreError.self) {
            try makeObjectStore(url: "s3://bucket", s3: try S3Configuration(environment: environment))
        }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("pass") == false)
    }

    @Test func `a region is needed where AWS is asked`() throws {
        let keys = ["AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"]
        #expect(throws: ObjectStoreError.self) { try S3Configuration(environment: keys) }
        let ours = keys.merging(["AWS_REGION": "", "AWS_DEFAULT_REGION": "eu-west-1"]) { $1 }
        #expect(try S3Configuration(environment: ours).region == "eu-west-1")
        let other = keys.merging(["AWS_ENDPOINT_URL": "http://a", "AWS_ENDPOINT_URL_S3": "http://b"]) { $1 }
        #expect(try S3Configuration(environment: other).endpoint == "http://b")
        #expect(try S3Configuration(environment: other).region == "us-east-1")
    }
}
