import Hummingbird
import ServiceKit

/// `/openapi.json`: what this service answers.
struct OpenAPIController {
    func addRoutes(to router: Router<AppRequestContext>) {
        let document = Array(OpenAPIDocument.json.utf8)
        router.get("/openapi.json") { _, _ in Response.json(document, headers: [.cacheControl: "max-age=300"]) }
    }
}
