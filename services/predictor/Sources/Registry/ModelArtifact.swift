/// A version and its files: the model files, `features.json` and `metrics.json`.
package struct ModelArtifact: Sendable, Equatable {
    package static let maximumFiles = 64
    package static let maximumFileBytes = 256 << 20
    package static let requiredFiles = ["features.json", "metrics.json"]
    static let checksumsFile = "checksums.json"

    package let version: ModelVersion
    /// Contents by file name.
    package let files: [String: [UInt8]]

    /// Throws `invalid` when a required file is missing, or a name, a length or the number of files is not taken.
    package init(version: ModelVersion, files: [String: [UInt8]]) throws(RegistryError) {
        try Self.validate(files)
        self.version = version
        self.files = files
    }

    static func validate(_ files: [String: [UInt8]]) throws(RegistryError) {
        for name in requiredFiles where files[name] == nil {
            throw RegistryError(.invalid, "a model needs the file \(name)")
        }
        guard files.count <= maximumFiles else {
            throw RegistryError(.invalid, "a model has at most \(maximumFiles) files")
        }
        for (name, bytes) in files {
            guard isFileName(name) else {
                throw RegistryError(.invalid, "not a model file's name: \(name.debugDescription)")
            }
            guard bytes.count <= maximumFileBytes else {
                throw RegistryError(.invalid, "\(name) is longer than \(maximumFileBytes) bytes")
            }
        }
    }

    static func isFileName(_ name: String) -> Bool {
        RegistryName.isValid(name, maximumBytes: 100) && name != checksumsFile
    }
}
