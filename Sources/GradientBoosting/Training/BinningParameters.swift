/// How the values of a dataset are put into bins.
package struct BinningParameters: Sendable, Hashable {
    /// Bins of a column at most, missing values aside.
    package var maxBins = 255
    /// Columns whose values are categories: whole numbers from 0 on, small ones.
    package var categoricalColumns: [Int] = []
    /// Decides which rows LightGBM looks at (200,000 of them) to place the bins.
    package var seed = 1
    /// Threads that fill the bins, at least 1.
    package var threads = 1

    /// Creates parameters with the defaults above.
    package init() {}

    /// Throws when a category's column is none of the table's, or a number is out of range.
    func check(columnCount: Int) throws(BoosterError) {
        if let column = categoricalColumns.first(where: { $0 < 0 || $0 >= columnCount }) {
            throw BoosterError("column \(column) cannot have categories: there are \(columnCount) columns")
        }
        guard (2...65_535).contains(maxBins) else { throw BoosterError("\(maxBins) bins: 2 to 65535 are possible") }
        guard (1...1_024).contains(threads) else { throw BoosterError("\(threads) threads: 1 to 1024 are possible") }
    }
}
