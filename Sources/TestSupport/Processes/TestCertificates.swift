import Foundation

/// A certificate authority of its own and a certificate for localhost and 127.0.0.1, made with the openssl command.
package struct TestCertificates: Sendable {
    /// PEM file of the authority.
    package let authority: String
    /// PEM file of the server's certificate.
    package let certificate: String
    /// PEM file of the server's private key.
    package let key: String

    package static var isAvailable: Bool { ServerProcess.find("openssl") != nil }

    /// Writes the files into `directory`; they are valid for two days.
    package init(in directory: TemporaryDirectory, name: String = "test") async throws {
        authority = directory.file("\(name)-ca.pem")
        certificate = directory.file("\(name)-cert.pem")
        key = directory.file("\(name)-key.pem")
        let authorityKey = directory.file("\(name)-ca-key.pem")
        let request = directory.file("\(name).csr")
        let extensions = try directory.write(
            "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n",
            to: "\(name).ext",
        )
        let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        try await Self.openssl(
            ["req", "-x509", "-days", "2", "-subj", "/CN=Test CA \(name)", "-keyout", authorityKey, "-out", authority]
                + newKey,
            in: directory,
        )
        try await Self.openssl(
            ["req", "-subj", "/CN=localhost", "-keyout", key, "-out", request] + newKey,
            in: directory,
        )
        try await Self.openssl(
            [
                "x509", "-req", "-days", "2", "-in", request, "-CA", authority, "-CAkey", authorityKey,
                "-CAcreateserial", "-extfile", extensions, "-out", certificate,
            ],
            in: directory,
        )
    }

    private static func openssl(_ arguments: [String], in directory: TemporaryDirectory) async throws {
        let process = try ServerProcess("openssl", arguments, logFile: directory.file("openssl.log"))
        let status = try await process.waitForExit(within: .seconds(20))
        guard status == 0 else { throw ProcessFixtureError("openssl \(arguments[0]): \(process.log)") }
    }
}
