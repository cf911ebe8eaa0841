import MariaDB
import TestSupport
import Testing

/// `caching_sha2_password`, against a server of our own.
@Suite struct CachingSHA2Tests {
    @Test(arguments: ["fast", "full"], ["tls=required&ca=", "tls=preferred", "tls=disabled"])
    func `an account of MySQL 8 logs in with its password and with no other`(mode: String, tls: String) async throws {
        try await withTemporaryDirectory(prefix: "sha2") { folder in
            let port = try FreePort.next()
            let script = try folder.write(sha2ServerScript, to: "server.py")
            let (authority, certificate, key) = try await makeCertificates(folder)
            let transport = tls == "tls=disabled" ? "plain" : "tls"
            let server = try ServerProcess(
                "python3",
                [script, String(port), "geheim", mode, certificate, key, transport, "1"],
                logFile: folder.file("server.log")
            )
            try await server.waitForPort(port, within: .seconds(60))
            let parameters = tls.hasSuffix("ca=") ? tls + authority : tls
            let good = try MariaDBConfiguration(url: "mysql://tester:geheim@127.0.0.1:\(port)/test?\(parameters)")
            let connection = try await MariaDBConnection.open(good)
            try await connection.ping()
            #expect(await (connection.cipher != nil) == (transport == "tls"))
            await connection.close()
            let bad = try MariaDBConfiguration(url: "mysql://tester:falsch@127.0.0.1:\(port)/test?\(parameters)")
            let error = await #expect(throws: MariaDBError.self) { _ = try await MariaDBConnection.open(bad) }
            #expect(error?.code == .accessDenied)
            #expect(error?.message.contains("tls=") == false, "encryption was not what it failed for")
            try await server.stop()
        }
    }

    /// Only the first connections of a process can get in each other's way.
    @Test func `the first connections of a process all log in at the same time`() async throws {
        try await withPlainServer(mode: "fast", crowd: 8) { port in
            for _ in 1...8 {
                await #expect(processExitsWith: .success) { [port = port as Int] in
                    let url = "mysql://tester:geheim@127.0.0.1:\(port)/test?tls=disabled"
                    let configuration = try MariaDBConfiguration(url: url)
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for _ in 1...8 {
                            group.addTask { try await MariaDBConnection.open(configuration).close() }
                        }
                        try await group.waitForAll()
                    }
                }
            }
        }
    }

    /// The library sends the right password unencrypted there, which MySQL refuses.
    @Test(arguments: [("geheim", "tls=preferred"), ("falsch", "tls=disabled")])
    func `a refusal for lack of encryption says what to do`(password: String, tls: String) async throws {
        try await withPlainServer(mode: "full", crowd: 1) { port in
            let url = "mysql://tester:\(password)@127.0.0.1:\(port)/test?\(tls)"
            let error = await #expect(throws: MariaDBError.self) {
                try await MariaDBConnection.open(MariaDBConfiguration(url: url)).close()
            }
            #expect(error?.code == .accessDenied)
            #expect(error?.message.contains("tls=disabled") == (tls == "tls=preferred"))
        }
    }

    /// A server without encryption that has the password `geheim`.
    private func withPlainServer(mode: String, crowd: Int, _ body: (Int) async throws -> Void) async throws {
        try await withTemporaryDirectory(prefix: "sha2") { folder in
            let port = try FreePort.next()
            let (_, certificate, key) = mode == "full" ? try await makeCertificates(folder) : ("-", "-", "-")
            let script = try folder.write(sha2ServerScript, to: "server.py")
            let arguments = [script, String(port), "geheim", mode, certificate, key, "plain", String(crowd)]
            let server = try ServerProcess("python3", arguments, logFile: folder.file("server.log"))
            try await server.waitUntilReady(within: .seconds(60)) { server.log.contains("listening") }
            try await body(port)
            try await server.stop()
        }
    }

    /// With an RSA key, which the method also uses to protect a password on a plain connection.
    private func makeCertificates(_ folder: TemporaryDirectory) async throws -> (String, String, String) {
        let names = try folder.write("subjectAltName=IP:127.0.0.1,DNS:localhost\n", to: "names")
        let key = ["-newkey", "rsa:2048", "-nodes"]
        let authority = folder.file("ca.pem")
        for arguments in [
            ["req", "-x509", "-days", "2", "-subj", "/CN=Test", "-keyout", folder.file("ca.key"), "-out", authority]
                + key,
            ["req", "-subj", "/CN=127.0.0.1", "-keyout", folder.file("key"), "-out", folder.file("csr")] + key,
            [
                "x509", "-req", "-days", "2", "-in", folder.file("csr"), "-CA", authority, "-CAkey",
                folder.file("ca.key"),
                "-CAcreateserial", "-extfile", names, "-out", folder.file("cert"),
            ],
        ] {
            let process = try ServerProcess("openssl", arguments, logFile: folder.file("openssl.log"))
            let status = try await process.waitForExit(within: .seconds(30))
            try #require(status == 0, "\(process.log)")
        }
        return (authority, folder.file("cert"), folder.file("key"))
    }
}
