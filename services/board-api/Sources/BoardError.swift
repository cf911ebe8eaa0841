import Blocking
import HTTPTypes
import MariaDB
import ObjectStore
import SQLite
package import ServiceKit

/// What goes wrong inside the board and is not the client's doing.
package enum BoardError: Error {
    /// A column that is NULL or of another type than the schema says.
    case unexpectedColumn(Int)
    /// The database is not open yet.
    case databaseNotReady
    /// Another request with the same `Idempotency-Key` committed first; this one was taken back and asks again.
    case answeredMeanwhile
    /// A key for tokens that is none.
    case unusableKey(String)
}

extension Problem {
    /// What a failure of the database or the object store is to the client; nil when it is a mistake of ours.
    package static func unavailable(because error: any Error) -> Problem? {
        switch error {
        case BoardError.databaseNotReady:
            .unavailable("The database is not there yet.", retryAfter: 2)
        case BoardError.answeredMeanwhile:
            .conflict("A request with this Idempotency-Key is being answered. Ask again.")
        case let error as SQLiteError: unavailable(sqlite: error)
        case let error as MariaDBError: unavailable(mariaDB: error)
        case let error as BlockingError:
            .unavailable(
                error.code == .closed ? "The service stops." : "Too many requests wait for the same thing.",
                retryAfter: 1
            )
        case let error as ObjectStoreError:
            .unavailable("The store of the attachments does not take part now.", retryAfter: error.isRetriable ? 2 : 30)
        default: nil
        }
    }

    private static func unavailable(sqlite error: SQLiteError) -> Problem? {
        switch error.code {
        case .busy, .locked: .unavailable("The database is busy.", retryAfter: 1)
        case .full: insufficientStorage
        case .readOnly: .unavailable("The database can only be read now.", retryAfter: 10)
        case .inputOutput, .cannotOpen, .outOfMemory: .unavailable("The database cannot be used now.", retryAfter: 5)
        default: nil
        }
    }

    private static func unavailable(mariaDB error: MariaDBError) -> Problem? {
        switch error.code {
        case .readOnly: .unavailable("The database can only be read now.", retryAfter: 10)
        case .deadlock, .lockWaitTimeout: .unavailable("The database is busy.", retryAfter: 1)
        case .connectionLost:
            // The commit itself may have been the last thing that arrived.
            .unavailable(
                "The database went away. Whether a change was made is not known: ask again with the same Idempotency-Key.",
                retryAfter: 2
            )
        case .unreachable, .overloaded, .accessDenied, .tls:
            .unavailable("The database cannot be reached now.", retryAfter: 2)
        case _ where isFull(error): insufficientStorage
        default: nil
        }
    }

    /// Whether a table or a disk is full: numbers of their own, or those of a failed write that quote the system's error.
    private static func isFull(_ error: MariaDBError) -> Bool {
        switch error.errno {
        case 1_021, 1_114: true
        case 3, 1_026, 1_030: error.message.contains("No space left") || error.message.contains("Disk quota")
        default: false
        }
    }

    private static let insufficientStorage = Problem(
        HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage"),
        detail: "There is no room left for anything new. Reading goes on.",
        headers: [.retryAfter: "60"]
    )
}

/// Whether a statement failed because a row with the same key is there already.
func isDuplicateKey(_ error: any Error) -> Bool {
    switch error {
    case let error as SQLiteError: error.isUniqueViolation
    case let error as MariaDBError: error.code == .duplicateKey
    default: false
    }
}
