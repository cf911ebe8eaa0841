import Glibc

/// Whether what was given a chance of 30 % happens in 30 % of the cases, for "empty" and "full".
struct ReliabilityPlot {
    /// Bins with fewer forecasts are drawn hollow: chance alone moves them.
    static let few = 200.0

    let horizon: HorizonEvaluation

    func draw(in markup: inout Markup) {
        let (empty, full) = (horizon.empty.tenths, horizon.full.tenths)
        let title = "Reliability at +\(horizon.minutes) minutes"
        markup.plot(height: 392, title: title, summary: summary) { svg in
            let panel = PlotPanel(top: 22, bottom: 280, showing: [0, 1], count: 5)
            let across = PlotScale(showing: [0, 1], from: PlotSize.left, to: PlotSize.right, count: 5)
            panel.drawScale("share that came true", in: &svg)
            for tick in across.ticks { svg.line(across(tick), panel.top, across(tick), panel.bottom, "grid") }
            svg.line(across(0), panel.scale(0), across(1), panel.scale(1), "ideal")
            svg.path(full.map { (across($0.forecast), panel.scale($0.observed)) }, "last", dot: "dot-last")
            svg.path(empty.map { (across($0.forecast), panel.scale($0.observed)) }, "model", dot: "dot-model")
            for bin in full {
                let style = bin.count < Self.few ? "dot-last few" : "dot-last"
                svg.diamond(across(bin.forecast), panel.scale(bin.observed), style, hint: hint("full", bin))
            }
            for bin in empty {
                let style = bin.count < Self.few ? "dot-model few" : "dot-model"
                svg.dot(across(bin.forecast), panel.scale(bin.observed), style, hint: hint("empty", bin))
            }
            drawSizes(empty, full, across: across, in: &svg)
            for tick in across.ticks { svg.label(PageText.fixed(tick, 1), across(tick), 368, "mid") }
            svg.label("probability that was forecast", (PlotSize.left + PlotSize.right) / 2, 386, "mid")
        }
    }

    /// How many forecasts each bin holds; each line is ten times the one below it.
    private func drawSizes(
        _ empty: [Reliability.Bin],
        _ full: [Reliability.Bin],
        across: PlotScale,
        in svg: inout Markup
    ) {
        let largest = max(2, ((empty + full).map { log10($0.count) }.max() ?? 0).rounded(.up))
        let panel = PlotPanel(top: 312, bottom: 352, showing: [0, largest], count: Int(largest))
        let names = ["1", "10", "100", "1k", "10k", "100k", "1M", "10M", "100M", "1G"]
        for power in 0...min(Int(largest), names.count - 1) {
            svg.line(PlotSize.left, panel.scale(Double(power)), PlotSize.right, panel.scale(Double(power)), "grid")
            guard power == 0 || power == Int(largest) else { continue }
            svg.label(names[power], PlotSize.left - 5, panel.scale(Double(power)) + 4, "end")
        }
        svg.label("forecasts per bin (each line ten times more)", 0, panel.top - 8, "")
        for (bins, shift, style) in [(empty, -5.5, "dot-model"), (full, 5.5, "dot-last")] {
            for bin in bins {
                let tenth = min(9, (bin.forecast * 10).rounded(.down))
                let (center, value) = (across(tenth / 10 + 0.05) + shift, max(0.06, log10(bin.count)))
                let name = style == "dot-model" ? "empty" : "full"
                panel.bar(value, center: center, width: 9, style: style, hint: hint(name, bin), in: &svg)
            }
        }
    }

    private func hint(_ event: String, _ bin: Reliability.Bin) -> String {
        "\(event): forecast \(PageText.percent(bin.forecast)), came true \(PageText.percent(bin.observed)) of "
            + PageText.count(Int(bin.count), "forecast")
    }

    private var summary: String {
        "Over ten bins of about equally many forecasts the probability of an empty station is off by at most "
            + "\(PageText.fixed(horizon.empty.largestError, 4)), that of a full one by "
            + "\(PageText.fixed(horizon.full.largestError, 4))."
    }
}
