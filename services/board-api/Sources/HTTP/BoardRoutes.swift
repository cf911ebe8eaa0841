package import Hummingbird
package import ServiceKit

/// Where each request goes.
package struct BoardRoutes: Sendable {
    let posts: PostsController
    let comments: CommentsController
    let attachments: AttachmentsController
    let accounts: AccountsController
    let tokens: TokenAuthority

    /// Adds every path of the board and `/openapi.json`.
    package func add(to router: Router<AppRequestContext>) {
        addPosts(to: router.group("/api/board/posts"))
        addComments(to: router.group("/api/board/posts/{post}/comments"))
        router.get("/api/board/comments") { try await comments.search($0, $1) }
        addAttachments(to: router.group("/api/board/posts/{post}/attachments"))
        addAccounts(to: router.group("/api/auth"))
        router.get("/.well-known/jwks.json") { _, _ in
            Response.json(tokens.keySet, headers: [.cacheControl: "public, max-age=60"])
        }
        router.addOpenAPI(BoardDocument.json(version: ServiceVersion.release))
    }

    private func addPosts(to group: RouterGroup<AppRequestContext>) {
        group.get { try await posts.list($0, $1) }
        group.post { try await posts.create($0, $1) }
        group.get("{post}") { try await posts.read($0, $1) }
        group.patch("{post}") { try await posts.change($0, $1) }
        group.delete("{post}") { try await posts.delete($0, $1) }
        group.post("{post}/restore") { try await posts.restore($0, $1) }
        group.post("{post}/purge") { try await posts.purge($0, $1) }
        group.get("{post}/audit") { try await posts.audit($0, $1) }
        group.put("{post}/reactions/{reaction}") { try await posts.react($0, $1) }
        group.delete("{post}/reactions/{reaction}") { try await posts.takeReactionBack($0, $1) }
    }

    private func addComments(to group: RouterGroup<AppRequestContext>) {
        group.get { try await comments.list($0, $1) }
        group.post { try await comments.create($0, $1) }
        group.get("{comment}") { try await comments.read($0, $1) }
        group.patch("{comment}") { try await comments.change($0, $1) }
        group.delete("{comment}") { try await comments.delete($0, $1) }
        group.post("{comment}/restore") { try await comments.restore($0, $1) }
    }

    private func addAttachments(to group: RouterGroup<AppRequestContext>) {
        group.post { try await attachments.create($0, $1) }
        group.get("{attachment}") { try await attachments.read($0, $1) }
        group.delete("{attachment}") { try await attachments.delete($0, $1) }
    }

    private func addAccounts(to group: RouterGroup<AppRequestContext>) {
        group.post("register") { try await accounts.register($0, $1) }
        group.post("login") { try await accounts.login($0, $1) }
        group.post("refresh") { try await accounts.refresh($0, $1) }
        group.post("logout") { try await accounts.logout($0, $1) }
        group.post("logout-everywhere") { try await accounts.logoutEverywhere($0, $1) }
        group.post("password") { try await accounts.changePassword($0, $1) }
        group.get("me") { try await accounts.me($0, $1) }
        group.post("delete-account") { try await accounts.deleteOwn($0, $1) }
        group.patch("accounts/{account}") { try await accounts.setRole($0, $1) }
        group.delete("accounts/{account}") { try await accounts.delete($0, $1) }
        group.get("audit") { try await accounts.audit($0, $1) }
    }
}
