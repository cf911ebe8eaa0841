/// How large a model may be. A file beyond a limit is refused before memory is taken for it.
enum ModelLimits {
    static let bytes = 128 << 20
    static let trees = 100_000
    /// Inner nodes of all trees together.
    static let nodes = 4_000_000
    /// Leaves of one tree; scoring counts them in 16 bits.
    static let leaves = 65_535
    static let features = 100_000
    static let outputs = 1_000
    /// Categories named by all categorical splits together.
    static let categories = 8_000_000
    /// Depth of brackets in an XGBoost document, which uses about eight.
    static let nesting = 32
    /// Values of all kinds, and numbers among them, in an XGBoost document.
    static let documentValues = 2_000_000
    static let documentNumbers = 40_000_000
}
