extension Markup {
    /// A drawing that says what it shows to those who do not see it.
    mutating func plot(height: Double, title: String, summary: String, _ body: (inout Markup) -> Void) {
        let (titleID, summaryID) = (newID(), newID())
        let attributes: Attributes = [
            "viewBox": "0 0 \(PageText.length(PlotSize.width)) \(PageText.length(height))",
            "role": "img",
            "aria-labelledby": titleID,
            "aria-describedby": summaryID,
        ]
        element("svg", attributes) { svg in
            svg.element("title", ["id": titleID], text: title)
            svg.element("desc", ["id": summaryID], text: summary)
            body(&svg)
        }
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
        empty(
            "line",
            [
                "x1": PageText.length(x1), "y1": PageText.length(y1), "x2": PageText.length(x2),
                "y2": PageText.length(y2), "class": style,
            ]
        )
    }

    mutating func label(_ value: String, _ x: Double, _ y: Double, _ style: String) {
        element("text", ["x": PageText.length(x), "y": PageText.length(y), "class": style], text: value)
    }

    mutating func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String, hint: String = "") {
        let attributes: Attributes = [
            "x": PageText.length(x), "y": PageText.length(y), "width": PageText.length(width),
            "height": PageText.length(height), "class": style,
        ]
        if hint.isEmpty { return empty("rect", attributes) }
        element("rect", attributes) { $0.element("title", text: hint) }
    }

    mutating func dot(_ x: Double, _ y: Double, _ style: String, hint: String) {
        let attributes: Attributes = ["cx": PageText.length(x), "cy": PageText.length(y), "r": "4", "class": style]
        element("circle", attributes) { $0.element("title", text: hint) }
    }

    /// A square on its corner, for the second of two series.
    mutating func diamond(_ x: Double, _ y: Double, _ style: String, hint: String) {
        let corners = [(x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y)]
        element("polygon", ["points": Self.points(corners), "class": style]) { $0.element("title", text: hint) }
    }

    /// A line through the points; it breaks where one is missing, and a point alone is a dot.
    mutating func path(_ points: [(x: Double, y: Double)?], _ style: String, dot: String) {
        for run in points.split(whereSeparator: { $0 == nil }) {
            let run = run.compactMap { point in point.map { ($0.x, $0.y) } }
            if run.count > 1 {
                empty("polyline", ["points": Self.points(run), "class": style])
            } else if let only = run.first {
                empty(
                    "circle",
                    ["cx": PageText.length(only.0), "cy": PageText.length(only.1), "r": "3.5", "class": dot]
                )
            }
        }
    }

    private static func points(_ points: [(Double, Double)]) -> String {
        points.map { "\(PageText.length($0.0)),\(PageText.length($0.1))" }.joined(separator: " ")
    }
}
