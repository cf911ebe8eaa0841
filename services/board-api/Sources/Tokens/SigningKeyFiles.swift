import Core
import Crypto
import FoundationEssentials

/// The files of the signing keys: one PEM file, or a folder of them.
package struct SigningKeyFiles: Sendable {
    private static let fileLimit = 20
    private static let byteLimit = 16_384

    /// A file or folder that somebody else looks after; nil for a folder of our own, with a key made when there is none.
    private let configured: String?
    private let ownFolder: String

    package init(configured: String?, varDirectory: String) {
        self.configured = configured
        ownFolder = "\(varDirectory)/board/jwt-keys"
    }

    /// All keys, the newest first. Throws ``BoardError/unusableKey(_:)``.
    package func load() throws -> [SigningKey] {
        let path = configured ?? ownFolder
        if configured == nil { try makeKeyIfNone() }
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw BoardError.unusableKey("there is nothing at \(path)")
        }
        let files = isFolder ? try Self.pemFiles(in: path) : [path]
        let keys = try files.map(Self.key)
        guard !keys.isEmpty else { throw BoardError.unusableKey("there is no .pem file in \(path)") }
        return keys.sorted { ($0.modifiedAt, $0.id) > ($1.modifiedAt, $1.id) }
    }

    private static func pemFiles(in folder: String) throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".pem") }
        guard names.count <= fileLimit else { throw BoardError.unusableKey("more than \(fileLimit) keys") }
        return names.sorted().map { "\(folder)/\($0)" }
    }

    private static func key(_ path: String) throws -> SigningKey {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        guard let file = FileManager.default.contents(atPath: path), file.count <= byteLimit else {
            throw BoardError.unusableKey("\(path) cannot be read, or is too long for a key")
        }
        let modified = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        do {
            let privateKey = try P256.Signing.PrivateKey(pemRepresentation: String(decoding: file, as: UTF8.self))
            return SigningKey(privateKey: privateKey, modifiedAt: Timestamp(milliseconds: Int64(modified * 1000)))
        } catch {
            // The error may quote the file.
            throw BoardError.unusableKey("\(path) is no ES256 private key in PEM")
        }
    }

    private func makeKeyIfNone() throws {
        let files = FileManager.default
        try files.createDirectory(
            atPath: ownFolder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        guard try Self.pemFiles(in: ownFolder).isEmpty else { return }
        let pem = P256.Signing.PrivateKey().pemRepresentation
        // The name without .pem until the file is whole and nobody else may read it.
        let unfinished = "\(ownFolder)/\(UUID().uuidString).new"
        let isMade = files.createFile(
            atPath: unfinished,
            contents: Data(pem.utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard isMade else { throw BoardError.unusableKey("a key cannot be written to \(ownFolder)") }
        try files.moveItem(atPath: unfinished, toPath: "\(ownFolder)/first.pem")
    }
}
