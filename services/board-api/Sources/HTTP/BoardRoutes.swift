package import Hummingbird
package import ServiceKit

/// The board's paths. They are refused with 501 until accounts and posts are part of the service.
package struct BoardRoutes {
    package init() {}

    /// Adds every path of the address book and `/openapi.json`.
    package func add(to router: Router<AppRequestContext>) {
        for operation in PlannedOperation.all {
            router.on(RouterPath(operation.path), method: operation.method) { _, _ -> Response in
                throw Problem.notImplemented(operation.refusal)
            }
        }
        router.addOpenAPI(PlannedOperation.openAPI(version: ServiceVersion.release))
    }
}
