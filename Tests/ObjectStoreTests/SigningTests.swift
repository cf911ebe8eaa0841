import Core
import Crypto
import Foundation
import ObjectStore
import Testing

/// The examples of "Authenticating Requests: Using the Authorization Header" in Amazon S3's API reference.
@Suite struct SigningTests {
    private let signer = AWSRequestSigner(region: "us-east-1")
    private let time = Timestamp(seconds: 1_369_353_600)
    private let credentials = AWSCredentials(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE",
        secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    )
    private let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    private func signature(
        _ method: String,
        _ path: String,
        query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [],
        hash: String? = nil
    ) -> String {
        let hash = hash ?? emptyHash
        let common = [
            (name: "Host", value: "examplebucket.s3.amazonaws.com"), (name: "x-amz-content-sha256", value: hash),
            (name: "x-amz-date", value: AWSRequestSigner.dateText(time)),
        ]
        let request = AWSRequest(method: method, path: path, query: query, headers: common + headers, payloadHash: hash)
        return signer.authorization(for: request, credentials: credentials, at: time)
    }

    @Test func `getting an object is signed as AWS shows it`() {
        #expect(
            signature("GET", "/test.txt", headers: [("Range", "bytes=0-9")])
                == "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
                + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
                + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        )
    }

    @Test func `putting an object is signed as AWS shows it`() {
        let hash = SHA256.hash(data: Data("Welcome to Amazon S3.".utf8)).hexadecimal
        let headers = [
            (name: "Date", value: "Fri, 24 May 2013 00:00:00 GMT"),
            (name: "x-amz-storage-class", value: "REDUCED_REDUNDANCY"),
        ]
        let result = signature("PUT", "/test%24file.text", headers: headers, hash: hash)
        #expect(result.hasSuffix("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"))
        #expect(result.contains("SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,"))
    }

    @Test func `a query without a value is signed as AWS shows it`() {
        let result = signature("GET", "/", query: [("lifecycle", "")])
        #expect(result.hasSuffix("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"))
    }

    @Test func `listing objects is signed as AWS shows it`() {
        let result = signature("GET", "/", query: [("prefix", "J"), ("max-keys", "2")])
        #expect(result.hasSuffix("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"))
    }

    @Test func `blanks in a header are folded and its name is lowered before it is signed`() {
        #expect(
            signature("GET", "/", headers: [("X-A", "  a   b ")]) == signature("GET", "/", headers: [("x-a", "a b")])
        )
    }

    @Test func `the secret is in no description of the credentials`() {
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in [dumped, "\(credentials)", String(reflecting: credentials), String(describing: [credentials])] {
            #expect(!text.contains("wJalr"))
        }
    }
}
