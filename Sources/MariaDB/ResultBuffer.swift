import CMariaDB

/// Where the client library puts one row after the other.
///
/// Numbers land in slots of eight bytes; texts and blobs are left with the library, which tells their length, and are
/// fetched afterwards, so that no buffer has to be as large as the largest value could be.
@safe
struct ResultBuffer: ~Copyable {
    let columns: MariaDBColumns
    let binds: UnsafeMutableBufferPointer<MYSQL_BIND>
    private let kinds: [ColumnKind]
    private let slots: UnsafeMutableBufferPointer<Int64>
    private let lengths: UnsafeMutableBufferPointer<UInt>
    private let nulls: UnsafeMutableBufferPointer<CChar>

    /// Prepares for rows of the columns that `metadata` describes.
    init(_ metadata: UnsafeMutablePointer<MYSQL_RES>) {
        let count = unsafe Int(mysql_num_fields(metadata))
        let fields = unsafe UnsafeBufferPointer(start: mysql_fetch_fields(metadata), count: count)
        columns = MariaDBColumns(names: unsafe fields.map { unsafe String(cString: $0.name) })
        kinds = unsafe fields.map { unsafe ColumnKind($0) }
        unsafe binds = .allocate(capacity: count)
        unsafe slots = .allocate(capacity: count)
        unsafe lengths = .allocate(capacity: count)
        unsafe nulls = .allocate(capacity: count)
        unsafe binds.initialize(repeating: MYSQL_BIND())
        unsafe slots.initialize(repeating: 0)
        unsafe lengths.initialize(repeating: 0)
        unsafe nulls.initialize(repeating: 0)
        for (index, kind) in kinds.enumerated() {
            unsafe binds[index].buffer_type = kind.type
            unsafe binds[index].is_unsigned = kind == .unsigned ? 1 : 0
            unsafe binds[index].is_null = unsafe nulls.baseAddress.map { unsafe $0 + index }
            unsafe binds[index].length = unsafe lengths.baseAddress.map { unsafe $0 + index }
            guard kind.isNumber else { continue }
            unsafe binds[index].buffer = unsafe slots.baseAddress.map { unsafe UnsafeMutableRawPointer($0 + index) }
            unsafe binds[index].buffer_length = 8
        }
    }

    deinit {
        unsafe binds.deallocate()
        unsafe slots.deallocate()
        unsafe lengths.deallocate()
        unsafe nulls.deallocate()
    }

    /// The row that `statement` has just fetched.
    func row(of statement: UnsafeMutablePointer<MYSQL_STMT>) -> MariaDBRow {
        MariaDBRow(values: kinds.indices.map { unsafe value(at: $0, of: statement) }, columns: columns)
    }

    /// The bytes of the row's texts and blobs.
    var rowSize: Int {
        unsafe zip(kinds, lengths).reduce(0) { $0 + ($1.0.isNumber ? 8 : Int($1.1)) }
    }

    private func value(at index: Int, of statement: UnsafeMutablePointer<MYSQL_STMT>) -> MariaDBValue {
        guard unsafe nulls[index] == 0 else { return .null }
        switch kinds[index] {
        case .integer: return .integer(unsafe slots[index])
        case .unsigned: return .unsigned(UInt64(bitPattern: unsafe slots[index]))
        case .double: return .double(Double(bitPattern: UInt64(bitPattern: unsafe slots[index])))
        case .text: return .text(String(decoding: unsafe bytes(at: index, of: statement), as: UTF8.self))
        case .blob: return .blob(unsafe bytes(at: index, of: statement))
        }
    }

    private func bytes(at index: Int, of statement: UnsafeMutablePointer<MYSQL_STMT>) -> [UInt8] {
        let count = unsafe Int(lengths[index])
        guard count > 0 else { return [] }
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            var bind = unsafe MYSQL_BIND()
            unsafe bind.buffer_type = kinds[index].type
            unsafe bind.buffer = UnsafeMutableRawPointer(buffer.baseAddress)
            unsafe bind.buffer_length = UInt(count)
            // It copies from the row in memory; without a fetched row there is nothing to read.
            let status = unsafe mysql_stmt_fetch_column(statement, &bind, UInt32(index), 0)
            initialized = status == 0 ? count : 0
        }
    }
}

/// How a column's values are fetched.
private enum ColumnKind {
    case integer, unsigned, double, text, blob

    init(_ field: MYSQL_FIELD) {
        // Character set 63 is "binary".
        let isBinary = unsafe field.charsetnr == 63
        self =
            switch unsafe field.type {
            case MYSQL_TYPE_TINY, MYSQL_TYPE_SHORT, MYSQL_TYPE_INT24, MYSQL_TYPE_LONG, MYSQL_TYPE_LONGLONG,
                MYSQL_TYPE_YEAR:
                unsafe Int32(bitPattern: field.flags) & UNSIGNED_FLAG != 0 ? .unsigned : .integer
            case MYSQL_TYPE_FLOAT, MYSQL_TYPE_DOUBLE: .double
            case MYSQL_TYPE_TINY_BLOB, MYSQL_TYPE_MEDIUM_BLOB, MYSQL_TYPE_LONG_BLOB, MYSQL_TYPE_BLOB,
                MYSQL_TYPE_VARCHAR, MYSQL_TYPE_VAR_STRING, MYSQL_TYPE_STRING:
                isBinary ? .blob : .text
            case MYSQL_TYPE_BIT, MYSQL_TYPE_GEOMETRY: .blob
            default: .text
            }
    }

    var isNumber: Bool { self != .text && self != .blob }

    var type: enum_field_types {
        switch self {
        case .integer, .unsigned: MYSQL_TYPE_LONGLONG
        case .double: MYSQL_TYPE_DOUBLE
        case .text: MYSQL_TYPE_STRING
        case .blob: MYSQL_TYPE_BLOB
        }
    }
}
