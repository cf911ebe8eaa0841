import Blocking

/// Objects as files below a folder, shared by the processes of one machine.
///
/// A put writes and syncs a file of its own, then takes the store's lock (`flock`), checks the condition and renames:
/// no two processes can both win a condition, and a crash leaves the old object or the new one. Not for network file
/// systems without `flock`.
package struct FileObjectStore: ObjectStorage {
    /// The folder everything lies in; made when something is first put.
    package let root: String
    private let files: ObjectFiles
    private let lockTimeout: Duration

    /// A store below `root`. `lockTimeout` is how long a put or delete waits for other writers.
    package init(root: String, lockTimeout: Duration = .seconds(5)) {
        self.root = root
        self.lockTimeout = lockTimeout
        files = ObjectFiles(root: root)
    }

    package func get(_ key: ObjectKey, limitBytes: Int) async throws(ObjectStoreError) -> StoredObject? {
        try await perform(key) { [files] in try files.read(key, limitBytes: limitBytes) }
    }

    package func put(
        _ key: ObjectKey,
        _ bytes: [UInt8],
        condition: PutCondition,
    ) async throws(ObjectStoreError) -> String {
        let staged = try await perform(key) { [files] in try files.stage(bytes) }
        try await withLock(key) { [files] in try files.commit(staged, as: key, condition: condition) }
        return staged.etag
    }

    package func head(_ key: ObjectKey) async throws(ObjectStoreError) -> ObjectInfo? {
        try await perform(key) { [files] in try files.info(key) }
    }

    package func list(prefix: String, limit: Int) async throws(ObjectStoreError) -> [ObjectInfo] {
        try ObjectKey.validate(prefix: prefix)
        return try await perform(nil) { [files] in try files.list(prefix: prefix, limit: limit) }
    }

    package func delete(_ key: ObjectKey) async throws(ObjectStoreError) {
        try await withLock(key) { [files] in try files.remove(key) }
    }

    /// Asks for the lock again and again rather than sleeping on it: a sleeping thread could not be cancelled.
    private func withLock(
        _ key: ObjectKey,
        _ work: @escaping @Sendable () throws -> Void,
    ) async throws(ObjectStoreError) {
        let deadline = ContinuousClock.now + lockTimeout
        while try await !perform(key, { [files] in try files.ifLocked(work) }) {
            guard ContinuousClock.now < deadline else {
                throw ObjectStoreError(
                    .unavailable,
                    "another writer held the lock of \(root) for \(lockTimeout)",
                    isRetriable: true,
                )
            }
            do {
                try await Task.sleep(for: .milliseconds(Int.random(in: 2...10)))
            } catch {
                throw .cancelled(error)
            }
        }
    }

    private func perform<Value: Sendable>(
        _ key: ObjectKey?,
        _ work: @escaping @Sendable () throws -> Value,
    ) async throws(ObjectStoreError) -> Value {
        do {
            return try await runBlocking(work)
        } catch let error as ObjectStoreError {
            throw error
        } catch is CancellationError {
            throw .cancelled()
        } catch let error as BlockingError {
            throw ObjectStoreError(.unavailable, error.message, isRetriable: error.isRetriable, underlying: error)
        } catch {
            throw Self.failure(error, path: key.map { "\(root)/\($0)" } ?? root)
        }
    }

    private static func failure(_ error: any Error, path: String) -> ObjectStoreError {
        let code: ObjectStoreError.Code
        switch (error as? PosixError)?.isPermission {
        case true?: code = .accessDenied
        case false?: code = (error as? PosixError)?.isNaming == true ? .invalid : .unavailable
        case nil: code = .unavailable
        }
        return ObjectStoreError(code, "\(path): \(error)", underlying: error)
    }
}
