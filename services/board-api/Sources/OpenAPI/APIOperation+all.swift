import HTTPTypes

extension APIOperation {
    /// Everything the board answers, besides health and metrics.
    static let all = posts + postDeeds + comments + attachments + sessions + accounts + keys

    static func tagged(_ status: Int, _ description: String, _ schema: String) -> Success {
        Success(status: status, description: description, schema: schema, headers: ["ETag"])
    }

    static func created(_ description: String, _ schema: String, tagged: Bool = true) -> Success {
        let headers = ["Location", "Idempotency-Replayed"] + (tagged ? ["ETag"] : [])
        return Success(status: 201, description: description, schema: schema, headers: headers)
    }

    static func page(_ description: String, _ schema: String) -> Success {
        Success(status: 200, description: description, schema: schema, headers: ["Link"])
    }

    static let tokens = Success(status: 200, description: "Account and tokens", schema: "Tokens")
    static let done = Success(status: 204, description: "Done")
    /// What a change of something that is there may come to.
    static let edits = [403, 404, 409, 410, 429, 507]
}
