import Core

/// Accounts and tokens as they are answered.
enum AccountJSON {
    static func document(_ account: Account) -> [UInt8] {
        var writer = JSONWriter(capacity: 128)
        write(account, into: &writer)
        return writer.bytes
    }

    static func tokens(_ account: Account, access: String, refresh: String) -> [UInt8] {
        var writer = JSONWriter(capacity: 1024)
        writer.beginObject()
        writer.field("access_token", access)
        writer.field("token_type", "Bearer")
        writer.field("expires_in", Int(TokenAuthority.lifetime.components.seconds))
        writer.field("refresh_token", refresh)
        writer.field("refresh_expires_in", Int(AccountDesk.refreshSeconds))
        writer.key("account")
        write(account, into: &writer)
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ account: Account, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", String(account.id))
        writer.field("name", account.name)
        writer.field("role", account.role.rawValue)
        writer.time("created_at", account.createdAt)
        writer.endObject()
    }
}
