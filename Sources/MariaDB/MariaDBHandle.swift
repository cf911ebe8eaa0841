import CMariaDB

/// One connection of the client library; closes it when it goes away.
@safe
struct MariaDBHandle: ~Copyable {
    private let connection: UnsafeMutablePointer<MYSQL>

    private init(connection: UnsafeMutablePointer<MYSQL>) {
        unsafe self.connection = unsafe connection
    }

    deinit {
        unsafe mysql_close(connection)
    }

    /// Connects and logs in, all within the time limits of `configuration`.
    static func connect(_ configuration: MariaDBConfiguration) throws(MariaDBError) -> MariaDBHandle {
        guard isLibraryReady, let connection = unsafe mysql_init(nil) else {
            throw MariaDBError(.misuse, "the client library could not be started")
        }
        let handle = unsafe MariaDBHandle(connection: connection)
        handle.setOptions(configuration)
        // Rows that an update found count as affected, as in SQLite.
        let connected = unsafe mysql_real_connect(
            connection,
            configuration.socket == nil ? configuration.host : "localhost",
            configuration.user,
            configuration.password,
            configuration.database,
            UInt32(configuration.port),
            configuration.socket,
            UInt(CLIENT_FOUND_ROWS),
        )
        guard unsafe connected != nil else { throw handle.refusal(configuration.tls) }
        guard configuration.tls != .required || handle.cipher != nil else {
            throw MariaDBError(.tls, "the server does not offer encryption")
        }
        let autocommit = configuration.autocommits ? 1 : 0
        try handle.run("SET SESSION time_zone = '+00:00', sql_mode = '\(sqlMode)', autocommit = \(autocommit)")
        try handle.run("SET SESSION TRANSACTION ISOLATION LEVEL \(configuration.isolation.rawValue)")
        return handle
    }

    /// The cipher in use; nil on a plain connection.
    var cipher: String? {
        unsafe mysql_get_ssl_cipher(connection).map { unsafe String(cString: $0) }
    }

    /// Runs one statement without parameters and drops its answer: `COMMIT`, `SET`, `CREATE TABLE`.
    func run(_ sql: String) throws(MariaDBError) {
        let status = unsafe mysql_real_query(connection, sql, UInt(sql.utf8.count))
        guard status == 0 else { throw failure() }
        if let answer = unsafe mysql_store_result(connection) {
            unsafe mysql_free_result(answer)
        } else if unsafe mysql_errno(connection) != 0 {
            throw failure()
        }
    }

    func prepare(_ sql: String) throws(MariaDBError) -> MariaDBStatement {
        guard let statement = unsafe mysql_stmt_init(connection) else { throw failure() }
        let prepared = unsafe MariaDBStatement(statement)
        try prepared.prepare(sql)
        return prepared
    }

    func ping() throws(MariaDBError) {
        guard unsafe mysql_ping(connection) == 0 else { throw failure() }
    }

    private func setOptions(_ configuration: MariaDBConfiguration) {
        unsafe cmariadb_set_number(connection, MYSQL_OPT_CONNECT_TIMEOUT, configuration.connectTimeout.wholeSeconds)
        unsafe cmariadb_set_number(connection, MYSQL_OPT_READ_TIMEOUT, configuration.readTimeout.wholeSeconds)
        unsafe cmariadb_set_number(connection, MYSQL_OPT_WRITE_TIMEOUT, configuration.writeTimeout.wholeSeconds)
        unsafe cmariadb_set_text(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4")
        // A hostile server could ask for files of this machine.
        unsafe cmariadb_set_number(connection, MYSQL_OPT_LOCAL_INFILE, 0)
        guard configuration.tls != .disabled else { return }
        unsafe cmariadb_set_flag(connection, MYSQL_OPT_SSL_ENFORCE, 1)
        guard configuration.tls == .required else { return }
        unsafe cmariadb_set_flag(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, 1)
        let authorities = configuration.certificateAuthorities ?? "/etc/ssl/certs/ca-certificates.crt"
        unsafe cmariadb_set_text(connection, MYSQL_OPT_SSL_CA, authorities)
    }

    /// Why the login failed, and what to do when it may be for lack of encryption.
    private func refusal(_ tls: MariaDBConfiguration.TLS) -> MariaDBError {
        let error = failure()
        guard error.code == .accessDenied, tls == .preferred,
            unsafe connection.pointee.server_capabilities & UInt(CLIENT_SSL) == 0
        else { return error }
        let hint = "; the server offers no encryption: with MySQL 8 say tls=disabled in the database URL"
        return MariaDBError(errno: error.errno, sqlState: error.sqlState, message: error.message + hint)
    }

    private func failure() -> MariaDBError {
        MariaDBError(
            errno: unsafe mysql_errno(connection),
            sqlState: unsafe String(cString: mysql_sqlstate(connection)),
            message: unsafe String(cString: mysql_error(connection))
        )
    }
}

/// Values that do not fit are errors instead of being cut, whatever the server's default is.
private let sqlMode = "STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"

/// The library sets up its globals once, before any thread connects.
private let isLibraryReady: Bool = {
    guard mysql_server_init(0, nil, nil) == 0, let connection = unsafe mysql_init(nil) else { return false }
    defer { unsafe mysql_close(connection) }
    // What is not built in is loaded when a server first asks for it, and of two connections that ask at the same time one
    // would be told that it is loaded already, which the library takes for a failure and logs in with no password.
    for method in ["caching_sha2_password", "sha256_password", "client_ed25519"] {
        _ = unsafe mysql_client_find_plugin(connection, method, CInt(cmariadb_authentication))
    }
    return true
}()

extension Duration {
    fileprivate var wholeSeconds: UInt32 {
        let (seconds, attoseconds) = components
        return UInt32(clamping: max(1, attoseconds > 0 ? seconds + 1 : seconds))
    }
}
