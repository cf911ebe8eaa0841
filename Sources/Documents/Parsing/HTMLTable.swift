/// Collects the cells of the outermost table; tables inside its cells are text of the cell.
struct HTMLTable {
    private var depth = 0
    private var header: [String] = []
    private var rows: [[String]] = []
    private var row: [String] = []
    private var isHeaderRow = true

    var isOpen: Bool { depth > 0 }

    mutating func begin() {
        depth += 1
    }

    /// The lines of the table when the outermost ends.
    mutating func end() -> [String] {
        guard depth > 0 else { return [] }
        depth -= 1
        return depth == 0 ? finish() : []
    }

    /// What was collected, for pages that end inside a table.
    mutating func finish() -> [String] {
        endRow()
        defer { self = HTMLTable() }
        return TableText.lines(header: header, rows: rows)
    }

    mutating func endRow() {
        guard depth <= 1 else { return }
        defer { (row, isHeaderRow) = ([], true) }
        guard row.contains(where: { !$0.isEmpty }) else { return }
        if header.isEmpty, rows.isEmpty, isHeaderRow { header = row } else { rows.append(row) }
    }

    mutating func beginCell(isHeader: Bool) {
        guard depth <= 1 else { return }
        row.append("")
        if !isHeader { isHeaderRow = false }
    }

    /// Adds to the cell that was begun, or to a first one where the page forgot to begin it.
    mutating func append(_ text: String) {
        guard !text.isEmpty else { return }
        if row.isEmpty {
            (row, isHeaderRow) = ([text], false)
        } else {
            row[row.count - 1] += row[row.count - 1].isEmpty ? text : " " + text
        }
    }
}
