import Curl
import Foundation
import Glibc
import Testing

/// nginx with a certificate of its own for `localhost`: HTTP/2 where the client offers it.
private struct TLSServer {
    let folder: URL
    let process: Process
    let port: UInt16
    var caFile: String { folder.appending(path: "cert.pem").path }

    init(blob: Data) async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "curl-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // Its workers give up root's rights and still have to read the files.
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        try blob.write(to: folder.appending(path: "blob"))
        let certificate = try Self.run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
                folder.appending(path: "key.pem").path, "-out", folder.appending(path: "cert.pem").path,
            ],
        )
        certificate.waitUntilExit()
        // A port that was free a moment ago.
        let probe = try TestServer { _ in }
        port = probe.port
        probe.stop()
        try Self.configuration(folder: folder.path, port: port)
            .write(to: folder.appending(path: "nginx.conf"), atomically: true, encoding: .utf8)
        process = try Self.run(
            "/usr/sbin/nginx",
            ["-p", folder.path, "-c", folder.appending(path: "nginx.conf").path, "-e", "error.log"],
        )
        let pidFile = folder.appending(path: "nginx.pid").path
        do {
            try await eventually { FileManager.default.fileExists(atPath: pidFile) }
        } catch {
            stop()
            throw error
        }
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
        // A left-over folder of the system's temporary files harms nobody.
        try? FileManager.default.removeItem(at: folder)
    }

    private static func run(_ path: String, _ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private static func configuration(folder: String, port: UInt16) -> String {
        """
        daemon off; worker_processes 1; pid nginx.pid;
        events { worker_connections 256; }
        http {
            access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi; scgi_temp_path scgi; client_max_body_size 100m;
            server {
                listen 127.0.0.1:\(port) ssl http2;
                ssl_certificate cert.pem; ssl_certificate_key key.pem; root \(folder);
                location = /echo { return 200 "$request_method $http_content_length"; }
            }
        }
        """
    }
}

@Suite(.timeLimit(.minutes(2))) struct TLSTests {
    @Test func `certificates are verified and HTTP 2 carries bodies with back-pressure`() async throws {
        let blob = Data([UInt8](repeatingBlockTo: 20_000_000))
        let server = try await TLSServer(blob: blob)
        defer { server.stop() }
        let url = "https://localhost:\(server.port)"

        let trusting = HTTPClient(configuration: .init(caFile: server.caFile))
        for method in ["GET", "POST", "HEAD"] {
            let response = try await trusting.fetch(.init(method: method, url: "\(url)/echo"), maximumBytes: 100)
            #expect(response.status == 200)
            #expect(response.httpVersion == "2")
        }
        let first = try await trusting.send(.init(url: "\(url)/blob"))
        let second = try await trusting.send(.init(url: "\(url)/blob"))
        var iterator = first.body.makeAsyncIterator()
        var received = Data(try await iterator.next() ?? [])
        // The first stands still meanwhile; it must not hold up its neighbour.
        var count = 0
        for try await chunk in second.body { count += chunk.count }
        #expect(count == blob.count)
        while let chunk = try await iterator.next() { received += chunk }
        #expect(received == blob)
        await trusting.shutdown()

        let doubting = HTTPClient()
        let untrusted = await #expect(throws: HTTPClientError.self) { try await doubting.send(.init(url: url)) }
        #expect(untrusted?.code == .tls)
        #expect(untrusted?.isRetriable == false)
        await doubting.shutdown()

        let strict = HTTPClient(configuration: .init(caFile: server.caFile))
        let otherName = await #expect(throws: HTTPClientError.self) {
            try await strict.send(.init(url: "https://127.0.0.1:\(server.port)/"))
        }
        #expect(otherName?.code == .tls)
        await strict.shutdown()
    }
}
