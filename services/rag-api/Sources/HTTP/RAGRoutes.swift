import HTTPTypes
package import Hummingbird
package import ServiceKit

/// The assistant's paths. They are refused with 501 until retrieval and answering are part of the service.
package struct RAGRoutes {
    private let admin: AdminGuard

    package init(admin: AdminGuard) {
        self.admin = admin
    }

    /// Adds every path of the address book and `/openapi.json`.
    package func add(to router: Router<AppRequestContext>) {
        let admin = admin
        for operation in PlannedOperation.all {
            router.on(RouterPath(operation.path), method: operation.method) { request, _ -> Response in
                // Who may not do it at all learns that first.
                if operation.isAdministrative { try admin.check(request) }
                throw Problem.notImplemented(operation.refusal)
            }
        }
        router.addOpenAPI(PlannedOperation.openAPI(version: ServiceVersion.release))
    }
}
