/// A vector most of whose numbers are zero, e.g. the weights of a text's words.
package struct SparseVector: Sendable, Equatable {
    /// Which numbers are not zero; each once.
    package var indices: [UInt32]
    /// Those numbers, one an index.
    package var values: [Float]

    /// A vector of as many values as indices.
    package init(indices: [UInt32], values: [Float]) {
        self.indices = indices
        self.values = values
    }
}
