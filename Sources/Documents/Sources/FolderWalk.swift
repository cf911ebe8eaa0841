import FoundationEssentials

/// Walks through a folder and those below it.
struct FolderWalk {
    private let source: FolderSource
    private let root: String
    private var listing = FolderSource.Listing()

    init(source: FolderSource) {
        self.source = source
        root = URL(filePath: source.path).resolvingSymlinksInPath().path
    }

    consuming func run() throws -> FolderSource.Listing {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder), isFolder else {
            throw DocumentError(.unreadable, source.path, "it is no folder; give the folder that holds the documents")
        }
        try walk(root, name: "", depth: 0)
        guard !listing.files.isEmpty || !listing.failures.isEmpty else {
            // An unmounted disk must not empty the index.
            throw DocumentError(
                .empty,
                source.path,
                "the folder holds no document; remove its documents by name if that is meant"
            )
        }
        return listing
    }

    private mutating func walk(_ folder: String, name: String, depth: Int) throws {
        guard depth <= FolderSource.depthLimit else {
            return fail(name, .nestedTooDeep, "more than \(FolderSource.depthLimit) folders deep; move it up")
        }
        let entries: [String]
        do {
            entries = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            if depth == 0 {
                throw DocumentError(.unreadable, source.path, "the folder cannot be read; check its rights")
            }
            return fail(name, .unreadable, "the folder cannot be read; check its rights")
        }
        for entry in entries where !entry.hasPrefix(".") {
            try take("\(folder)/\(entry)", name: name.isEmpty ? entry : "\(name)/\(entry)", entry, depth: depth)
        }
    }

    private mutating func take(_ path: String, name: String, _ entry: String, depth: Int) throws {
        let format = DocumentFormat(fileName: entry)
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
            // It went away since the folder was listed, or its name is no text.
            if format != nil { fail(name, .unreadable, "the file cannot be read; check its name and rights") }
            return
        }
        switch attributes[.type] as? FileAttributeType {
        case .typeDirectory: try walk(path, name: name, depth: depth + 1)
        case .typeRegular:
            if let format { try add(path, name: name, entry, format) }
        case .typeSymbolicLink:
            guard let format else { return }
            let target = URL(filePath: path).resolvingSymlinksInPath().path
            guard target.hasPrefix(root + "/") else {
                return fail(name, .unreadable, "the link leads out of the folder; copy the file instead")
            }
            var isFolder = false
            guard FileManager.default.fileExists(atPath: target, isDirectory: &isFolder), !isFolder else {
                return fail(name, .unreadable, "the link leads to no file; remove it")
            }
            try add(target, name: name, entry, format)
        default: if format != nil { fail(name, .unreadable, "it is no regular file; remove it") }
        }
    }

    private mutating func add(_ path: String, name: String, _ entry: String, _ format: DocumentFormat) throws {
        guard !source.ignoredNames.contains(entry) else { return }
        guard listing.files.count < FolderSource.fileLimit else {
            throw DocumentError(.tooLarge, source.path, "more than \(FolderSource.fileLimit) files; split the folder")
        }
        let composed = (try? CleanText(name: name, controls: .blanked).clean(name)) ?? name
        listing.files.append(FolderSource.File(name: composed, path: path, format: format))
    }

    private mutating func fail(_ name: String, _ code: DocumentError.Code, _ message: String) {
        listing.failures.append(DocumentFailure(name, DocumentError(code, name, message)))
    }
}
