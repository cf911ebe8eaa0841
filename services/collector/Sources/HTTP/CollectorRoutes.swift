package import Core
package import Hummingbird
package import ServiceKit

/// Every route of the collector.
package enum CollectorRoutes {
    /// Adds the routes that answer from `city`; `source` names it in GBFS.
    package static func add(
        to router: Router<AppRequestContext>,
        city: LiveCity,
        places: PlaceDirectory,
        source: String,
        clock: WallClock
    ) {
        StationsController(city: city, clock: clock).addRoutes(to: router)
        DistrictsController(city: city, places: places).addRoutes(to: router)
        StreamController(city: city, clock: clock).addRoutes(to: router)
        let system = { @Sendable in GBFSSystem(source: source, timeZone: city.timeZone) }
        GBFSController(system: system, clock: clock) { city.current }.addRoutes(to: router)
        OpenAPIController().addRoutes(to: router)
    }
}
