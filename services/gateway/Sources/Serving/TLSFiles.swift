import NIOSSL
package import ServiceKit

/// Where the certificate chain and the private key lie, both PEM.
package struct TLSFiles: Hashable, Sendable {
    package let certificate: String
    package let key: String

    package init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    /// What connections need, read now: new files are taken at the next start.
    func makeContext() throws(ConfigurationError) -> NIOSSLContext {
        var chain: [NIOSSLCertificateSource] = []
        do {
            chain = try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) }
        } catch {
            throw ConfigurationError(key: "TLS_CERT_FILE", problem: "is not a readable certificate in PEM")
        }
        do {
            let key = try NIOSSLPrivateKey(file: key, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain,
                privateKey: .privateKey(key)
            )
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["h2", "http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw ConfigurationError(key: "TLS_KEY_FILE", problem: "is not a readable key of that certificate in PEM")
        }
    }

    /// What would stop the start; nil when the files are good.
    package var problem: ConfigurationError? {
        do {
            _ = try makeContext()
            return nil
        } catch {
            return error
        }
    }
}
