/// A part of a section that is not cut further, and what stood between it and the one before.
struct TextPiece: Equatable {
    var text: String
    var gap: String
    var size: Int

    init(_ text: String, gap: String) {
        self.text = text
        self.gap = gap
        size = text.scalarCount
    }
}
