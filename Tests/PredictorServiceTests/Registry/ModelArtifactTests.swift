import Core
import PredictorService
import Testing

@Suite struct ModelArtifactTests {
    @Test(arguments: ["", ".", "..", ".hidden", "-x", "a/b", "a b", "ü", "a\n", String(repeating: "a", count: 65)])
    func `a name that is no version is refused`(_ text: String) {
        let error = #expect(throws: RegistryError.self) { try ModelVersion(text) }
        #expect(error?.code == .invalid)
    }

    @Test func `the name that training gives tells time and content`() throws {
        let files = ["a.txt": Array("abc".utf8)]
        let checksums = ModelChecksums(of: files)
        let version = ModelVersion(at: Timestamp(seconds: 1_795_338_000), checksums: checksums)
        #expect(version.description == "20261122T090000Z-\(checksums.contentHash.prefix(8))")
        #expect(try ModelVersion(version.description) == version)
        #expect(ModelChecksums(of: ["a.txt": Array("abd".utf8)]).contentHash != checksums.contentHash)
        #expect(checksums.files.first?.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test(arguments: ["checksums.json", "../x", "a/b", "", ".x"])
    func `a file with a name that is not taken is refused`(_ name: String) throws {
        let version = try ModelVersion("v")
        let error = #expect(throws: RegistryError.self) {
            try ModelArtifact(version: version, files: ["features.json": [], "metrics.json": [], name: []])
        }
        #expect(error?.code == .invalid)
    }

    @Test func `a model without its features or metrics is refused`() throws {
        let version = try ModelVersion("v")
        for name in ["features.json", "metrics.json"] {
            let error = #expect(throws: RegistryError.self) { try ModelArtifact(version: version, files: [name: []]) }
            #expect(error?.code == .invalid)
        }
    }
}
