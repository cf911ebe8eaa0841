/// By how much the model's error is smaller than the reference's, a bar for each horizon.
struct GainPlot {
    let measure: EvaluationMeasure
    let horizons: [HorizonEvaluation]
    /// Gains of all measures, in percent, so that the plots share one scale.
    let range: [Double]

    /// The model's gain in a measure, in percent; nil where there is nothing to compare.
    static func gain(_ measure: EvaluationMeasure, _ horizon: HorizonEvaluation) -> Double? {
        measure.change(horizon.total).map { -$0 * 100 }
    }

    func draw(in markup: inout Markup) {
        let gains = horizons.map { Self.gain(measure, $0) }
        let summary = zip(horizons, gains).map { "+\($0.minutes) minutes: \(PageText.signed($1, 1)) %" }
        markup.plot(
            height: 190,
            title: "Gain by horizon: \(measure.title)",
            summary: summary.joined(separator: ", ") + "."
        ) { svg in
            let panel = PlotPanel(top: 26, bottom: 150, showing: [0] + range)
            panel.drawScale("gain (%)", in: &svg)
            for (position, horizon) in horizons.enumerated() {
                let center = panel.slot(position, of: horizons.count)
                svg.label("+\(horizon.minutes)", center, 168, "mid")
                guard let gain = gains[position] else {
                    svg.label(PageText.none, center, panel.scale(0) - 5, "mid value")
                    continue
                }
                let text = PageText.signed(gain, 1)
                let width = min(36, panel.slotWidth(horizons.count) * 0.6)
                let style = gain < 0 ? "down" : "up"
                panel.bar(gain, center: center, width: width, style: style, hint: "\(text) %", in: &svg)
                svg.label(text, center, gain < 0 ? panel.scale(gain) + 13 : panel.scale(gain) - 5, "mid value")
            }
            svg.label("minutes ahead", (PlotSize.left + PlotSize.right) / 2, 184, "mid")
        }
    }
}
