import Core
import Crypto
import FoundationEssentials

/// The blocking part of ``FileObjectStore``.
struct ObjectFiles: Sendable {
    let root: String

    private static let chunkBytes = 256 << 10
    private static let maximumDepth = 64
    /// A day: no write takes that long.
    private static let leftoverMilliseconds: Int64 = 86_400_000

    private var ownFolder: String { "\(root)/\(ObjectKey.reservedPart)" }

    private func path(_ key: ObjectKey) -> String { "\(root)/\(key)" }

    func read(_ key: ObjectKey, limitBytes: Int) throws -> StoredObject? {
        guard let file = try PosixFile.reading(path(key)) else { return nil }
        let status = try file.status()
        guard status.isRegularFile else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(status.size, limitBytes) + 1)
        while bytes.count <= limitBytes {
            let chunk = try file.read(Self.chunkBytes)
            if chunk.isEmpty { return StoredObject(bytes: bytes, etag: SHA256.hash(data: bytes).hexadecimal) }
            bytes += chunk
        }
        throw ObjectStoreError(.tooLarge, "\(path(key)) is longer than \(limitBytes) bytes")
    }

    func info(_ key: ObjectKey) throws -> ObjectInfo? {
        guard let file = try PosixFile.reading(path(key)) else { return nil }
        let status = try file.status()
        guard status.isRegularFile else { return nil }
        return ObjectInfo(
            key: key,
            size: status.size,
            modifiedAt: Timestamp(milliseconds: status.modifiedMilliseconds),
            etag: try Self.etag(of: file),
        )
    }

    /// Writes `bytes` to a file of their own and brings it to the disk.
    func stage(_ bytes: [UInt8]) throws -> StagedObject {
        try makeFolders(ownFolder)
        try removeLeftovers()
        let staged = StagedObject(
            path: "\(ownFolder)/\(UUID().uuidString).part",
            etag: SHA256.hash(data: bytes).hexadecimal,
        )
        let file = try PosixFile.creating(staged.path)
        try file.write(bytes)
        try file.sync()
        return staged
    }

    /// Removes what processes left that died while they wrote.
    private func removeLeftovers() throws {
        let oldest = Int64(Date().timeIntervalSince1970) * 1000 - Self.leftoverMilliseconds
        for name in try names(in: ownFolder) where name.hasSuffix(".part") {
            guard let file = try PosixFile.reading("\(ownFolder)/\(name)"),
                try file.status().modifiedMilliseconds < oldest
            else { continue }
            try PosixFile.remove("\(ownFolder)/\(name)")
        }
    }

    /// Runs `work` if nobody else has the store's lock; says whether it did.
    func ifLocked(_ work: () throws -> Void) throws -> Bool {
        try makeFolders(ownFolder)
        let lock = try PosixFile.locking("\(ownFolder)/lock")
        guard try lock.tryLock() else { return false }
        try work()
        return true
    }

    /// Makes the staged file the object under `key`. The caller holds the lock.
    func commit(_ staged: StagedObject, as key: ObjectKey, condition: PutCondition) throws {
        let path = path(key)
        try check(condition, of: path)
        let folder = Self.folder(of: path)
        try makeFolders(folder)
        try PosixFile.rename(staged.path, to: path)
        try PosixFile.syncFolder(folder)
    }

    /// Removes an object and the folders it leaves empty. The caller holds the lock.
    func remove(_ key: ObjectKey) throws {
        guard try PosixFile.remove(path(key)) else { return }
        var folder = Self.folder(of: path(key))
        while folder.utf8.count > root.utf8.count, PosixFile.removeEmptyFolder(folder) {
            folder = Self.folder(of: folder)
        }
        try PosixFile.syncFolder(folder)
    }

    func list(prefix: String, limit: Int) throws -> [ObjectInfo] {
        // Only the folder that the prefix leads into is walked.
        let folder = prefix.utf8.contains(UInt8(ascii: "/")) ? Self.folder(of: prefix) : ""
        var found: [ObjectInfo] = []
        try collect(below: folder, prefix: prefix, limit: limit, depth: 0, into: &found)
        return found.sorted { $0.key < $1.key }
    }

    private func collect(
        below folder: String,
        prefix: String,
        limit: Int,
        depth: Int,
        into found: inout [ObjectInfo]
    ) throws {
        guard depth < Self.maximumDepth else { return }
        for name in try names(in: folder.isEmpty ? root : "\(root)/\(folder)") {
            let text = folder.isEmpty ? name : "\(folder)/\(name)"
            // A folder may lead to the prefix, or lie under it.
            guard text.utf8.starts(with: prefix.utf8) || prefix.utf8.starts(with: (text + "/").utf8) else { continue }
            // Names that are no keys were not put here by a store.
            guard let key = try? ObjectKey(text), let file = try PosixFile.reading(path(key)) else { continue }
            let status = try file.status()
            if status.isFolder {
                try collect(below: text, prefix: prefix, limit: limit, depth: depth + 1, into: &found)
            } else if status.isRegularFile {
                guard found.count < limit else {
                    throw ObjectStoreError(.tooLarge, "\(root)/\(prefix) holds more than \(limit) objects")
                }
                let modifiedAt = Timestamp(milliseconds: status.modifiedMilliseconds)
                found.append(ObjectInfo(key: key, size: status.size, modifiedAt: modifiedAt, etag: nil))
            }
        }
    }

    private func names(in folder: String) throws -> [String] {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder)
    }

    private func check(_ condition: PutCondition, of path: String) throws {
        let file = try PosixFile.reading(path)
        let holds: Bool
        switch condition {
        case .none: holds = true
        case .ifAbsent: holds = file == nil
        case .ifMatch(let etag):
            guard let file, try file.status().isRegularFile else { holds = false; break }
            holds = try Self.etag(of: file) == etag
        }
        guard holds else { throw ObjectStoreError(.conditionFailed, "\(path) is not as the condition says") }
    }

    private static func etag(of file: borrowing PosixFile) throws -> String {
        var hash = SHA256()
        while true {
            let chunk = try file.read(chunkBytes)
            if chunk.isEmpty { return hash.finalize().hexadecimal }
            hash.update(data: chunk)
        }
    }

    /// Makes a folder and those above it, each brought to the disk in the one that holds it.
    private func makeFolders(_ path: String) throws {
        if let existing = try PosixFile.reading(path), try existing.status().isFolder { return }
        let parent = Self.folder(of: path)
        if parent != path { try makeFolders(parent) }
        if try PosixFile.makeFolder(path) { try PosixFile.syncFolder(parent) }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// A file that is written and on the disk but not in its place; it is removed unless it was moved there.
final class StagedObject: Sendable {
    let path: String
    /// SHA-256 of the bytes, in hexadecimal.
    let etag: String

    init(path: String, etag: String) {
        self.path = path
        self.etag = etag
    }

    deinit {
        // It is not there any more once it was renamed.
        _ = try? PosixFile.remove(path)
    }
}
