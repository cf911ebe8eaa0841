import SQLite

/// Vectors as blobs: 32-bit floats, least significant byte first.
enum VectorRow {
    static func insert(_ vector: StoredVector, _ connection: SQLiteConnection) throws {
        try connection.execute(
            "INSERT OR REPLACE INTO vectors (embedder, text_hash, vector) VALUES (?, ?, ?)",
            [.text(vector.embedder), .blob(vector.textHash), .blob(bytes(vector.vector))]
        )
    }

    static func bytes(_ vector: [Float]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(vector.count * 4)
        for value in vector {
            let bits = value.bitPattern
            bytes.append(UInt8(truncatingIfNeeded: bits))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 24))
        }
        return bytes
    }

    static func vector(_ value: SQLiteValue) -> [Float]? {
        guard case .blob(let bytes) = value, bytes.count % 4 == 0 else { return nil }
        var vector: [Float] = []
        vector.reserveCapacity(bytes.count / 4)
        var index = 0
        while index < bytes.count {
            let low = UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8
            let high = UInt32(bytes[index + 2]) | UInt32(bytes[index + 3]) << 8
            vector.append(Float(bitPattern: low | high << 16))
            index += 4
        }
        return vector
    }
}
