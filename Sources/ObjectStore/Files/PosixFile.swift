import Glibc

/// An open file, closed when it goes; the only place of this module that calls the operating system's file functions.
struct PosixFile: ~Copyable {
    /// What `fstat` tells.
    struct Status {
        let size: Int
        let modifiedMilliseconds: Int64
        let isRegularFile: Bool
        let isFolder: Bool
    }

    private let descriptor: Int32

    private init(path: String, flags: Int32) throws(PosixError) {
        while true {
            let descriptor = unsafe open(path, flags | O_CLOEXEC, 0o644)
            if descriptor >= 0 {
                self.descriptor = descriptor
                return
            }
            guard errno == EINTR else { throw PosixError("open") }
        }
    }

    deinit {
        close(descriptor)
    }

    /// Opens for reading, nil when nothing has the path. A device or pipe does not block.
    static func reading(_ path: String) throws(PosixError) -> PosixFile? {
        do {
            return try PosixFile(path: path, flags: O_RDONLY | O_NONBLOCK)
        } catch {
            guard error.number == ENOENT || error.number == ENOTDIR else { throw error }
            return nil
        }
    }

    /// Makes a file that must not exist yet.
    static func creating(_ path: String) throws(PosixError) -> PosixFile {
        try PosixFile(path: path, flags: O_WRONLY | O_CREAT | O_EXCL)
    }

    /// Opens a file for locking, made when there is none.
    static func locking(_ path: String) throws(PosixError) -> PosixFile {
        try PosixFile(path: path, flags: O_RDWR | O_CREAT)
    }

    func status() throws(PosixError) -> Status {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw PosixError("fstat") }
        return Status(
            size: Int(status.st_size),
            modifiedMilliseconds: Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000,
            isRegularFile: status.st_mode & S_IFMT == S_IFREG,
            isFolder: status.st_mode & S_IFMT == S_IFDIR,
        )
    }

    /// The next bytes, at most `count`; empty at the end.
    func read(_ count: Int) throws(PosixError) -> [UInt8] {
        while true {
            var status = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                status = unsafe Glibc.read(descriptor, buffer.baseAddress, count)
                filled = max(0, status)
            }
            if status >= 0 { return bytes }
            guard errno == EINTR else { throw PosixError("read") }
        }
    }

    func write(_ bytes: [UInt8]) throws(PosixError) {
        var written = 0
        while written < bytes.count {
            let status = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
            }
            if status >= 0 {
                written += status
            } else if errno != EINTR {
                throw PosixError("write")
            }
        }
    }

    /// Brings what was written, or a folder's entries, to the disk.
    func sync() throws(PosixError) {
        guard fsync(descriptor) == 0 else { throw PosixError("fsync") }
    }

    /// Locks the file against every other opening of it, in this process or another, until it is closed.
    ///
    /// False when somebody else has it. The kernel lets go when the process dies.
    func tryLock() throws(PosixError) -> Bool {
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            guard errno == EINTR else { throw PosixError("flock") }
        }
        return true
    }
}

extension PosixFile {
    static func rename(_ from: String, to: String) throws(PosixError) {
        guard unsafe Glibc.rename(from, to) == 0 else { throw PosixError("rename") }
    }

    /// Removes a file; true when there was one.
    @discardableResult
    static func remove(_ path: String) throws(PosixError) -> Bool {
        if unsafe unlink(path) == 0 { return true }
        guard errno == ENOENT || errno == ENOTDIR else { throw PosixError("unlink") }
        return false
    }

    /// Removes a folder when it is empty; true when it is gone now.
    static func removeEmptyFolder(_ path: String) -> Bool {
        unsafe rmdir(path) == 0
    }

    /// Makes a folder; true when it was not there.
    static func makeFolder(_ path: String) throws(PosixError) -> Bool {
        if unsafe mkdir(path, 0o755) == 0 { return true }
        guard errno == EEXIST else { throw PosixError("mkdir") }
        return false
    }

    /// Brings the entries of a folder to the disk.
    static func syncFolder(_ path: String) throws(PosixError) {
        try PosixFile(path: path, flags: O_RDONLY | O_DIRECTORY).sync()
    }
}
