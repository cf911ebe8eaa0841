package import Documents
import FoundationEssentials
package import SQLite

/// The file `rag-api/documents.sqlite` below `VAR_DIR`.
package enum DocumentsDatabase {
    /// Opens the file, making it and its folder when they are not there, and brings its tables up to date.
    package static func open(
        varDirectory: String
    ) async throws -> (database: SQLiteDatabase, repository: SQLiteDocumentRepository) {
        let folder = "\(varDirectory)/rag-api"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let database = try await SQLiteDatabase.open(
            SQLiteConfiguration(path: "\(folder)/documents.sqlite", readers: 2)
        )
        return (database, try await SQLiteDocumentRepository.open(database))
    }
}
