/// An object inside a C library, freed with the last reference to this one.
///
/// `@unchecked Sendable`: the pointer never changes, the libraries' objects belong to no thread, and whoever
/// changes one has leased its dataset or created it for itself.
@safe
final class LibraryHandle: @unchecked Sendable {
    typealias Free = @convention(c) @Sendable (UnsafeMutableRawPointer?) -> Int32

    /// Valid as long as this object is referenced.
    @unsafe let pointer: UnsafeMutableRawPointer
    private let free: Free

    @unsafe
    init(_ pointer: UnsafeMutableRawPointer, free: Free) {
        unsafe self.pointer = unsafe pointer
        unsafe self.free = unsafe free
    }

    deinit {
        // Freeing cannot fail on a handle that was created.
        _ = unsafe free(pointer)
    }
}
