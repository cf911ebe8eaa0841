package import Blocking

/// The database that keeps the board, whichever it is.
package protocol BoardDatabase: Sendable {
    /// `sqlite` or `mariadb`, for health and metrics.
    var kind: String { get }
    var dialect: SQLDialect { get }
    /// Brings the schema to this version, one instance at a time; returns the versions applied.
    func migrate() async throws -> [Int]
    /// Throws unless the database answers.
    func ping() async throws
    /// Runs `body` for reading; each of its statements sees what was committed before it.
    func read<T: Sendable>(_ body: @Sendable (any SQLSession) throws -> T) async throws -> T
    /// Runs `body` in a transaction that is taken back when it throws.
    ///
    /// After a conflict with another transaction `body` runs again from its start: it must have no other effect.
    func write<T: Sendable>(_ body: @Sendable (any SQLSession) throws -> T) async throws -> T
    /// What the connections of each pool do at this moment.
    var connections: [(pool: String, statistics: ResourcePoolStatistics)] { get }
    /// Waits for what runs, at most 10 s.
    func close() async
}

extension BoardDatabase {
    /// ``read(_:)`` with the repositories of one session.
    package func reading<T: Sendable>(_ body: @Sendable (BoardRepositories) throws -> T) async throws -> T {
        try await read { try body(BoardRepositories($0)) }
    }

    /// ``write(_:)`` with the repositories of one transaction.
    package func writing<T: Sendable>(_ body: @Sendable (BoardRepositories) throws -> T) async throws -> T {
        try await write { try body(BoardRepositories($0)) }
    }
}
