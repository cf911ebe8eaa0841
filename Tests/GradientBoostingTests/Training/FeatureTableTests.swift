import GradientBoosting
import Testing

struct FeatureTableTests {
    @Test func `rows stand one after the other`() {
        var table = FeatureTable(columnCount: 2, capacity: 3)
        table.append([1, 2])
        table.append([3, 4, 5][1...])
        table.append([6, 7].span)
        #expect(table.rowCount == 3 && table.values == [1, 2, 4, 5, 6, 7])
        #expect(table[row: 1, column: 1] == 5 && Array(table.row(2)) == [6, 7])
    }

    @Test func `tables are joined and emptied`() {
        var table = FeatureTable(columnCount: 2, values: [1, 2])
        table.append(contentsOf: FeatureTable(columnCount: 2, values: [3, 4, 5, 6]))
        #expect(table.rowCount == 3 && table.values.last == 6)
        table.removeAllRows()
        #expect(table.rowCount == 0 && table.columnCount == 2)
    }
}
