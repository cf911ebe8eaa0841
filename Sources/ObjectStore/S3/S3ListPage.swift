import Core

/// One answer to ListObjectsV2.
struct S3ListPage: Equatable {
    struct Object: Equatable {
        var key = ""
        var size = -1
        var modifiedAt = Timestamp(seconds: 0)
        var etag = ""
    }

    private(set) var objects: [Object] = []
    /// Asks for the next page; nil on the last one.
    private(set) var continuation: String?

    /// Throws `unexpectedAnswer`.
    init(_ bytes: [UInt8]) throws(ObjectStoreError) {
        do {
            try read(bytes)
        } catch {
            throw ObjectStoreError(.unexpectedAnswer, "S3's list cannot be read: \(error)", underlying: error)
        }
    }

    private mutating func read(_ bytes: [UInt8]) throws(XMLReader.Failure) {
        var reader = XMLReader(bytes)
        var path: [String] = []
        var text = ""
        var isTruncated = false
        var object = Object()
        while let event = try reader.next() {
            switch event {
            case .start(let name):
                path.append(name)
                text = ""
                if path == ["ListBucketResult", "Contents"] { object = Object() }
            case .text(let more): text += more
            case .end:
                switch path {
                case ["ListBucketResult", "IsTruncated"]: isTruncated = text == "true"
                case ["ListBucketResult", "NextContinuationToken"]: continuation = text
                case ["ListBucketResult", "Contents"]: try append(object)
                case _ where path.starts(with: ["ListBucketResult", "Contents"]) && path.count == 3:
                    try Self.set(path[2], text, in: &object)
                default: break
                }
                path.removeLast()
                text = ""
            }
            if path.first.map({ $0 != "ListBucketResult" }) ?? false {
                throw XMLReader.Failure(description: "it is not a ListBucketResult")
            }
        }
        if !isTruncated { continuation = nil }
        if isTruncated, continuation?.isEmpty ?? true {
            throw XMLReader.Failure(description: "it goes on and does not say where")
        }
    }

    private mutating func append(_ object: Object) throws(XMLReader.Failure) {
        guard !object.key.isEmpty, object.size >= 0 else {
            throw XMLReader.Failure(description: "an object without a key or a size")
        }
        objects.append(object)
    }

    private static func set(_ name: String, _ text: String, in object: inout Object) throws(XMLReader.Failure) {
        switch name {
        case "Key": object.key = text
        case "ETag": object.etag = text
        case "Size":
            guard let size = Int(text), size >= 0 else { throw XMLReader.Failure(description: "a malformed size") }
            object.size = size
        case "LastModified":
            guard let time = ZonedTimestamp(rfc3339: text) else {
                throw XMLReader.Failure(description: "a malformed time")
            }
            object.modifiedAt = time.instant
        default: break
        }
    }
}
