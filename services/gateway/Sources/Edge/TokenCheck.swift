/// Placeholder, replaced below.
struct TokenCheck: Sendable {}
