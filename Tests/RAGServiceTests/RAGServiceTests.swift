import Configuration
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import RAGService
import ServiceKit
import TestSupport
import Testing

@Suite struct RAGServiceTests {
    private func application(_ values: [String: String] = [:]) throws -> some ApplicationProtocol {
        let runtime = try ServiceRuntime(
            name: "rag-api",
            reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: values)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let router = runtime.makeRouter()
        RAGRoutes(admin: runtime.adminGuard).add(to: router)
        return runtime.makeApplication(router: router)
    }

    @Test func `every path of the address book answers that it is still to come`() async throws {
        try await application(["ADMIN_TOKEN": "t"]).test(.router) { client in
            for operation in PlannedOperation.all {
                let path = operation.path.replacingOccurrences(of: "{document}", with: "d1")
                let response = try await client.executeRequest(
                    uri: path,
                    method: operation.method,
                    headers: operation.isAdministrative ? [.authorization: "Bearer t"] : [:],
                    body: nil
                )
                #expect(response.status == .notImplemented)
                #expect(response.headers[.contentType] == "application/problem+json")
                #expect(String(buffer: response.body).contains(operation.refusal))
            }
        }
    }

    @Test func `document changes ask for the administrator first`() async throws {
        try await application(["ADMIN_TOKEN": "t"]).test(.router) { client in
            try await client.execute(uri: "/api/documents", method: .post) { #expect($0.status == .unauthorized) }
        }
        try await application().test(.router) { client in
            try await client.execute(uri: "/api/documents/1", method: .delete) { #expect($0.status == .forbidden) }
            try await client.execute(uri: "/api/documents/1", method: .get) { #expect($0.status == .notImplemented) }
        }
    }

    @Test func `wrong methods and unknown paths are told apart`() async throws {
        try await application().test(.router) { client in
            try await client.execute(uri: "/api/chat", method: .get) { response in
                #expect(response.status == .methodNotAllowed && response.headers[.allow] == "POST")
            }
            try await client.execute(uri: "/api/nothing", method: .get) { #expect($0.status == .notFound) }
        }
    }

    @Test func `the description lists the operations and nothing that works`() async throws {
        try await application().test(.router) { client in
            try await client.execute(uri: "/openapi.json", method: .get) { response in
                let document = try #require(
                    try JSONSerialization.jsonObject(with: Data(response.body.readableBytesView)) as? [String: Any]
                )
                let paths = try #require(document["paths"] as? [String: [String: Any]])
                #expect(paths.values.map(\.count).reduce(0, +) == PlannedOperation.all.count)
                #expect(!String(buffer: response.body).contains(#""200""#))
            }
        }
    }

    @Test func `service env names exactly the keys that are read, with their defaults`() throws {
        let file = try SettingsFile(service: "rag-api")
        let reads = KeyRecorder()
        let reader = ConfigReader(
            provider: EnvironmentVariablesProvider(environmentVariables: file.values),
            accessReporter: reads
        )
        let common = try CommonConfiguration(reader: reader, defaultPort: 0)
        #expect(reads.keys == Set(file.values.keys))
        #expect(common.port == ServicePort.standard(for: "rag-api") && common.redisURL == "redis://127.0.0.1:6379")
    }
}
