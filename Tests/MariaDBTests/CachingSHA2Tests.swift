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
                [script, String(port), "geheim", mode, certificate, key, transport],
                logFile: folder.file("server.log")
            )
            try await server.waitForPort(port)
            let parameters = tls.hasSuffix("ca=") ? tls + authority : tls
            let good = try MariaDBConfiguration(url: "mysql://tester:geheim@127.0.0.1:\(port)/test?\(parameters)")
            let connection = try await MariaDBConnection.open(good)
            try await connection.ping()
            #expect(await (connection.cipher != nil) == (transport == "tls"))
            await connection.close()
            let bad = try MariaDBConfiguration(url: "mysql://tester:falsch@127.0.0.1:\(port)/test?\(parameters)")
            await #expect(
                performing: { _ = try await MariaDBConnection.open(bad) },
                throws: isMariaDBError(.accessDenied)
            )
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
