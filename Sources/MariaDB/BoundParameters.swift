import CMariaDB

/// The values of a statement in memory that stays where it is until the statement was sent.
@safe
struct BoundParameters: ~Copyable {
    let binds: UnsafeMutableBufferPointer<MYSQL_BIND>
    private let arena: UnsafeMutableRawBufferPointer

    init(_ values: [MariaDBValue]) {
        unsafe binds = .allocate(capacity: values.count)
        unsafe binds.initialize(repeating: MYSQL_BIND())
        let size = values.reduce(0) { $0 + $1.storageSize }
        unsafe arena = .allocate(byteCount: size, alignment: 8)
        var offset = 0
        for (index, value) in values.enumerated() {
            let slot = unsafe UnsafeMutableRawBufferPointer(rebasing: arena[offset..<offset + value.storageSize])
            unsafe binds[index] = unsafe BoundParameters.bind(value, in: slot)
            offset += value.storageSize
        }
    }

    deinit {
        unsafe arena.deallocate()
        unsafe binds.deallocate()
    }

    private static func bind(_ value: MariaDBValue, in slot: UnsafeMutableRawBufferPointer) -> MYSQL_BIND {
        var bind = unsafe MYSQL_BIND()
        unsafe bind.buffer = slot.baseAddress
        switch value {
        case .null: unsafe bind.buffer_type = MYSQL_TYPE_NULL
        case .integer(let value):
            unsafe bind.buffer_type = MYSQL_TYPE_LONGLONG
            unsafe slot.storeBytes(of: value, as: Int64.self)
        case .unsigned(let value):
            unsafe bind.buffer_type = MYSQL_TYPE_LONGLONG
            unsafe bind.is_unsigned = 1
            unsafe slot.storeBytes(of: value, as: UInt64.self)
        case .double(let value):
            unsafe bind.buffer_type = MYSQL_TYPE_DOUBLE
            unsafe slot.storeBytes(of: value, as: Double.self)
        case .text(let value):
            unsafe bind.buffer_type = MYSQL_TYPE_STRING
            unsafe bind.buffer_length = UInt(value.utf8.count)
            unsafe slot.copyBytes(from: value.utf8)
        case .blob(let value):
            unsafe bind.buffer_type = MYSQL_TYPE_BLOB
            unsafe bind.buffer_length = UInt(value.count)
            unsafe slot.copyBytes(from: value)
        }
        return unsafe bind
    }
}

extension MariaDBValue {
    /// Rounded up, so that the next number is aligned; never zero, so that there is an address.
    fileprivate var storageSize: Int {
        switch self {
        case .null, .integer, .unsigned, .double: 8
        case .text(let value): value.utf8.count / 8 * 8 + 8
        case .blob(let value): value.count / 8 * 8 + 8
        }
    }
}
