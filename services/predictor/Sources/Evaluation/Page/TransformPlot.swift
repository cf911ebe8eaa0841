/// How often the truth falls into each tenth of the forecast distribution.
struct TransformPlot {
    let horizon: HorizonEvaluation
    let shares: [Double]

    func draw(in markup: inout Markup) {
        let texts = shares.map { PageText.percent($0) }
        let title = "PIT histogram at +\(horizon.minutes) minutes"
        let summary = "Deciles in order: \(texts.joined(separator: ", "))."
        markup.plot(height: 200, title: title, summary: summary) { svg in
            let panel = PlotPanel(top: 24, bottom: 160, showing: [0, 14] + shares.map { $0 * 100 })
            svg.box(
                PlotSize.left,
                panel.scale(12),
                PlotSize.right - PlotSize.left,
                panel.scale(8) - panel.scale(12),
                "band"
            )
            panel.drawScale("share of truths (%)", in: &svg)
            for (decile, share) in shares.enumerated() {
                let center = panel.slot(decile, of: shares.count)
                let width = panel.slotWidth(shares.count) * 0.72
                panel.bar(share * 100, center: center, width: width, style: "dot-model", hint: texts[decile], in: &svg)
                svg.label("\(decile + 1)", center, 176, "mid")
            }
            svg.line(PlotSize.left, panel.scale(10), PlotSize.right, panel.scale(10), "ideal")
            for (decile, share) in shares.enumerated() {
                let center = panel.slot(decile, of: shares.count)
                svg.label(PageText.fixed(share * 100, 1), center, panel.scale(share * 100) - 4, "mid tight value")
            }
            svg.label("tenth of the forecast distribution", (PlotSize.left + PlotSize.right) / 2, 194, "mid")
        }
    }
}
