import CSQLite

/// A compiled statement, bound and stepped through on the thread of its connection.
@safe
final class SQLiteStatement {
    private let statement: OpaquePointer
    /// The names of the answer's columns, shared by its rows.
    let columns: SQLiteColumns

    init(_ statement: OpaquePointer) {
        unsafe self.statement = statement
        let count = unsafe sqlite3_column_count(statement)
        columns = SQLiteColumns(
            names: (0..<count).map { index in
                unsafe sqlite3_column_name(statement, index).map { unsafe String(cString: $0) } ?? ""
            }
        )
    }

    deinit {
        unsafe sqlite3_finalize(statement)
    }

    /// Sets all parameters.
    func bind(_ values: [SQLiteValue]) throws(SQLiteError) {
        let expected = unsafe Int(sqlite3_bind_parameter_count(statement))
        guard values.count == expected else {
            throw SQLiteError(.misuse, "\(values.count) values for \(expected) parameters")
        }
        for (offset, value) in values.enumerated() {
            let status = bind(value, at: Int32(offset + 1))
            guard status == SQLITE_OK else { throw failure(status) }
        }
    }

    /// The next row; nil at the end.
    func step() throws(SQLiteError) -> SQLiteRow? {
        switch unsafe sqlite3_step(statement) {
        case SQLITE_ROW:
            SQLiteRow(values: (0..<columns.names.count).map { value(at: Int32($0)) }, columns: columns)
        case SQLITE_DONE: nil
        case let status: throw failure(status)
        }
    }

    /// Frees locks and values; afterwards the statement can be used again.
    func reset() {
        unsafe sqlite3_reset(statement)
        unsafe sqlite3_clear_bindings(statement)
    }

    private func bind(_ value: SQLiteValue, at index: Int32) -> Int32 {
        switch value {
        case .null: return unsafe sqlite3_bind_null(statement, index)
        case .integer(let value): return unsafe sqlite3_bind_int64(statement, index, value)
        case .real(let value): return unsafe sqlite3_bind_double(statement, index, value)
        case .text(var value):
            return value.withUTF8 { text in
                unsafe text.withMemoryRebound(to: CChar.self) { text in
                    unsafe csqlite_bind_text(statement, index, text.baseAddress, UInt64(text.count))
                }
            }
        case .blob(let value):
            return unsafe value.withUnsafeBytes { bytes in
                unsafe csqlite_bind_blob(statement, index, bytes.baseAddress, UInt64(bytes.count))
            }
        }
    }

    private func value(at index: Int32) -> SQLiteValue {
        switch unsafe sqlite3_column_type(statement, index) {
        case SQLITE_INTEGER: .integer(unsafe sqlite3_column_int64(statement, index))
        case SQLITE_FLOAT: .real(unsafe sqlite3_column_double(statement, index))
        case SQLITE_TEXT:
            .text(String(decoding: unsafe bytes(sqlite3_column_text(statement, index), index), as: UTF8.self))
        case SQLITE_BLOB: .blob(unsafe bytes(sqlite3_column_blob(statement, index), index))
        default: .null
        }
    }

    private func bytes(_ start: UnsafeRawPointer?, _ index: Int32) -> [UInt8] {
        let count = unsafe Int(sqlite3_column_bytes(statement, index))
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    private func failure(_ status: Int32) -> SQLiteError {
        let database = unsafe sqlite3_db_handle(statement)
        return SQLiteError(extendedCode: status, message: unsafe String(cString: sqlite3_errmsg(database)))
    }
}
