/// The database that keeps the board, whichever it is.
package protocol BoardDatabase: Sendable {
    /// `sqlite` or `mariadb`, for health.
    var kind: String { get }
    /// Brings the schema to this version, one instance at a time; returns the versions applied.
    func migrate() async throws -> [Int]
    /// Throws unless the database answers.
    func ping() async throws
    /// Waits for what runs, at most 10 s.
    func close() async
}
