/// Objects under keys, in a folder or in a bucket; see ``makeObjectStore(url:s3:client:now:)``.
///
/// Every call is bounded in time and in bytes. A put is all or nothing: no reader ever sees half an object.
package protocol ObjectStorage: Sendable {
    /// The object under `key`; nil when there is none. One longer than `limitBytes` throws `tooLarge`.
    func get(_ key: ObjectKey, limitBytes: Int) async throws(ObjectStoreError) -> StoredObject?

    /// Stores `bytes` under `key` and returns the new etag; throws `conditionFailed` when `condition` does not hold.
    func put(
        _ key: ObjectKey,
        _ bytes: [UInt8],
        condition: PutCondition,
    ) async throws(ObjectStoreError) -> String

    /// What is known of the object under `key` without its bytes; nil when there is none.
    func head(_ key: ObjectKey) async throws(ObjectStoreError) -> ObjectInfo?

    /// The objects whose keys begin with `prefix` (empty: all), in the order of their keys' bytes.
    ///
    /// More than `limit` of them throw `tooLarge`. Names that are no ``ObjectKey`` are left out.
    func list(prefix: String, limit: Int) async throws(ObjectStoreError) -> [ObjectInfo]

    /// Removes the object under `key`; that there is none is no error.
    func delete(_ key: ObjectKey) async throws(ObjectStoreError)
}

extension ObjectStorage {
    /// ``list(prefix:limit:)`` of at most 10,000 objects.
    package func list(prefix: String) async throws(ObjectStoreError) -> [ObjectInfo] {
        try await list(prefix: prefix, limit: 10_000)
    }
}

/// An object's bytes and the etag that names just this content under its key.
package struct StoredObject: Sendable, Hashable {
    package let bytes: [UInt8]
    /// Opaque: only good for ``PutCondition/ifMatch(_:)`` and for comparing.
    package let etag: String

    package init(bytes: [UInt8], etag: String) {
        self.bytes = bytes
        self.etag = etag
    }
}
