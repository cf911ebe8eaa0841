import Glibc

/// A shared library that was loaded at run time and stays loaded: its threads may outlive every caller.
@safe
struct DynamicLibrary {
    private let handle: UnsafeMutableRawPointer
    private let path: String

    /// Loads a file, or by a name without a slash what the system's loader finds; throws the loader's words.
    init(path: String) throws(BoosterError) {
        // Read by the OpenMP runtime when it is loaded: threads that wait must not spin, or training beside other work
        // takes several times as long.
        unsafe setenv("OMP_WAIT_POLICY", "PASSIVE", 0)
        guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw BoosterError(unsafe dlerror().map { unsafe String(cString: $0) } ?? "\(path): cannot be loaded")
        }
        unsafe self.handle = handle
        self.path = path
    }

    /// The function `name`, whose C type is `Function`; throws when the library lacks it.
    @unsafe
    func function<Function>(_ name: String) throws(BoosterError) -> Function {
        guard let symbol = unsafe dlsym(handle, name) else {
            throw BoosterError("\(path) has no function \(name): it is too old, or another library")
        }
        return unsafe unsafeBitCast(symbol, to: Function.self)
    }

    /// Whether the library has a function `name`.
    func contains(_ name: String) -> Bool {
        unsafe dlsym(handle, name) != nil
    }

    /// The folder of the running executable.
    static func executableFolder() -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard length > 0 else { return nil }
        let path = buffer[..<length].map { UInt8(bitPattern: $0) }
        guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return String(decoding: path[..<slash], as: UTF8.self)
    }
}
