/// Tables as lines that can be read and cited each for itself.
enum TableText {
    /// Two columns become `a: b`, the header being a line like any other; in wider ones each cell follows the name of
    /// its column, so that a line makes sense without the header.
    static func lines(header: [String], rows: [[String]]) -> [String] {
        let width = max(header.count, rows.map(\.count).max() ?? 0)
        let isHeaderEmpty = header.allSatisfy(\.isEmpty)
        guard width > 2, !isHeaderEmpty, !rows.isEmpty else {
            return ((isHeaderEmpty ? [] : [header]) + rows).map(plainLine).filter { !$0.isEmpty }
        }
        return rows.map { row in
            row.enumerated().compactMap { column, cell -> String? in
                guard !cell.isEmpty else { return nil }
                let name = column < header.count ? header[column] : ""
                return name.isEmpty ? cell : "\(name): \(cell)"
            }
            .joined(separator: ", ")
        }
        .filter { !$0.isEmpty }
    }

    private static func plainLine(_ cells: [String]) -> String {
        let cells = cells.filter { !$0.isEmpty }
        return cells.count == 2 ? "\(cells[0]): \(cells[1])" : cells.joined(separator: ", ")
    }
}
