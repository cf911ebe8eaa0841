import Glibc

/// A call of the operating system that failed.
struct PosixError: Error, CustomStringConvertible {
    let call: String
    let number: Int32

    /// Takes `errno` of the call that has just failed.
    init(_ call: String) {
        number = errno
        self.call = call
    }

    var description: String { "\(call): \(unsafe String(cString: strerror(number)))" }
}

extension PosixError {
    /// Whether the process lacks the right.
    var isPermission: Bool { number == EACCES || number == EPERM || number == EROFS }
    /// Whether the key cannot be a path here, e.g. because a part of it is a file already.
    var isNaming: Bool { [ENOTDIR, EISDIR, ENAMETOOLONG, ENOTEMPTY, EEXIST, EILSEQ, ELOOP].contains(number) }
}
