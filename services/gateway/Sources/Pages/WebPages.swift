import HTTPTypes
package import Hummingbird
package import Logging
package import ServiceKit

/// The web pages: read once at the start, then answered from memory by their exact path and nothing else.
package struct WebPages: Sendable {
    private let files: [String: WebFile]

    /// `web` holds `index.html`; missing folders leave their paths empty.
    @concurrent
    package static func load(web: String?, leaflet: String, logger: Logger) async -> WebPages {
        var files: [String: WebFile] = [:]
        if let web {
            for (name, bytes) in WebFolder.files(in: web, logger: logger) {
                // Names carry no version: browsers ask whether a file has changed, and mostly hear 304.
                let file = WebFile(name: name, bytes: bytes, cacheControl: "no-cache")
                files[name == "index.html" ? "/" : "/assets/" + name] = file
            }
        } else {
            logger.warning("Web pages are missing")
        }
        for (name, bytes) in WebFolder.files(in: leaflet, logger: logger, isWanted: isPartOfLeaflet) {
            files["/assets/leaflet/" + name] = WebFile(name: name, bytes: bytes, cacheControl: "public, max-age=86400")
        }
        logger.info("Web files are loaded", metadata: ["files": .stringConvertible(files.count)])
        return WebPages(files: files)
    }

    package init(files: [String: WebFile]) {
        self.files = files
    }

    /// Adds `/` and `/assets/…`.
    package func addRoutes(to router: Router<AppRequestContext>) {
        router.get("/") { request, _ in
            guard let page = file(at: request) else {
                throw Problem.unavailable("The web pages are not installed: the folder of WEB_DIR has no index.html.")
            }
            return page.response(to: request)
        }
        router.get("/assets/**") { request, _ in
            guard let file = file(at: request) else { throw Problem.notFound("There is no such file.") }
            return file.response(to: request)
        }
    }

    private func file(at request: Request) -> WebFile? {
        RequestTarget(request.head.path ?? "").flatMap { files["/" + $0.segments.joined(separator: "/")] }
    }

    /// The library proper, without its maps, module builds and files that are compressed already.
    private static func isPartOfLeaflet(_ name: String) -> Bool {
        (name.hasSuffix(".js") || name.hasSuffix(".css") || name.hasSuffix(".png")) && !name.contains(".esm.")
    }
}
