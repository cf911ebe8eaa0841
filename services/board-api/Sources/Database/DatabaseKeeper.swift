package import Logging
import MariaDB
package import ServiceKit
import ServiceLifecycle
import Synchronization

/// Opens and migrates the database in the background, however late it comes up, and closes it at the end.
///
/// Until then the service lives and is not ready.
package final class DatabaseKeeper: Service {
    private enum State {
        case opening(problem: String?)
        case ready(any BoardDatabase)
    }

    private let location: DatabaseLocation
    private let logger: Logger
    private let longestPause: Duration
    private let state = Mutex(State.opening(problem: nil))

    /// Between two attempts it waits 50 ms, then twice as long each time up to `longestPause`.
    package init(location: DatabaseLocation, logger: Logger, longestPause: Duration = .seconds(2)) {
        self.location = location
        self.logger = logger
        self.longestPause = longestPause
    }

    /// The database once it is there.
    package var database: (any BoardDatabase)? {
        state.withLock { state in
            if case .ready(let database) = state { database } else { nil }
        }
    }

    /// The database; throws ``BoardError/databaseNotReady`` until it is there.
    package func requireDatabase() throws(BoardError) -> any BoardDatabase {
        guard let database else { throw .databaseNotReady }
        return database
    }

    /// Waits for the database, but not for long: a service without one lives as well.
    package func waitForDatabase(atMost limit: Duration) async throws {
        let end = ContinuousClock.now + limit
        while database == nil, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// Required: without its database the board can do nothing.
    package var component: HealthCheck {
        HealthCheck("database", isRequired: true) { [self] in await check() }
    }

    package func run() async throws {
        try await cancelWhenGracefulShutdown { [self] in
            do {
                try await open()
                while true { try await Task.sleep(for: .seconds(3600)) }
            } catch is CancellationError {
                // The way it ends when the service stops.
            }
        }
        await database?.close()
    }

    private func open() async throws {
        let database = try await location.open()
        var isLogged = false
        var pause = Duration.milliseconds(50)
        while true {
            do {
                let applied = try await database.migrate()
                state.withLock { $0 = .ready(database) }
                logger.info("Database is ready", metadata: ["database": "\(location)", "migrations": "\(applied)"])
                return
            } catch let error as MariaDBError where error.isPassing {
                state.withLock { $0 = .opening(problem: error.code.rawValue) }
                if !isLogged {
                    logger.warning(
                        "Database is not reachable, trying again",
                        metadata: ["database": "\(location)", "error": "\(error)"]
                    )
                }
                isLogged = true
            } catch {
                await database.close()
                throw location.naming(error)
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, longestPause)
        }
    }

    private func check() async -> ComponentHealth {
        switch state.withLock({ $0 }) {
        case .opening(let problem):
            return ComponentHealth(.down, detail: "Not open yet" + (problem.map { ": \($0)" } ?? "") + ".")
        case .ready(let database):
            let start = ContinuousClock.now
            do {
                try await database.ping()
            } catch {
                return ComponentHealth(.down, detail: "The database does not answer.", extra: ["kind": database.kind])
            }
            let milliseconds = (((ContinuousClock.now - start) / .milliseconds(1)) * 100).rounded() / 100
            return ComponentHealth(.up, extra: ["kind": database.kind, "round_trip_ms": "\(milliseconds)"])
        }
    }
}

extension MariaDBError {
    /// Whether waiting for the server may help.
    fileprivate var isPassing: Bool {
        isRetriable || [.unreachable, .connectionLost, .overloaded, .lockWaitTimeout].contains(code)
    }
}
