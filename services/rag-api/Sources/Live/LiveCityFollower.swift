import Core
package import LiveStore
package import Logging
import ServiceLifecycle

/// Keeps the city in step with what collector and predictor put into Redis.
package struct LiveCityFollower: Service {
    private let city: LiveCity
    private let snapshots: DocumentFollower
    private let forecasts: DocumentFollower
    private let logger: Logger

    package init(city: LiveCity, snapshots: DocumentFollower, forecasts: DocumentFollower, logger: Logger) {
        self.city = city
        self.snapshots = snapshots
        self.forecasts = forecasts
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await snapshots.run { take(snapshot: $0) } }
                group.addTask { await forecasts.run { take(forecast: $0) } }
            }
        }
    }

    /// A missing document changes nothing: the last one is answered with its age until the collector refills Redis.
    private func take(snapshot bytes: [UInt8]?) {
        guard let bytes else { return }
        do throws(JSONError) {
            city.adopt(try Snapshot(document: bytes))
        } catch {
            logger.error("The snapshot in Redis cannot be read", metadata: ["error": "\(error)"])
        }
    }

    private func take(forecast bytes: [UInt8]?) {
        guard let bytes else { return }
        do throws(JSONError) {
            city.adopt(try ForecastRun(document: bytes))
        } catch {
            logger.error("The forecast in Redis cannot be read", metadata: ["error": "\(error)"])
        }
    }
}
