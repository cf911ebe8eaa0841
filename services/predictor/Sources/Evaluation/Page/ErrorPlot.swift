/// The error of the model and of the last value, slot by slot (hours or days), and the model's gain below.
struct ErrorPlot {
    struct Slot {
        let name: String
        /// Stands below the axis; nil where there is no room for every name.
        let label: String?
        /// Days off lie on a shaded ground.
        let isShaded: Bool
        let sums: EvaluationSums

        var hasForecasts: Bool { sums.count > 0 }
        /// How much of the last value's error the model takes away.
        var gain: Double? { EvaluationMeasure.rmse.change(sums).map { -$0 * 100 } }
    }

    let title: String
    /// What the slots are.
    let axis: String
    let slots: [Slot]

    func draw(in markup: inout Markup) {
        markup.plot(height: 262, title: title, summary: summary) { svg in
            let judged = slots.filter(\.hasForecasts).map(\.sums)
            let errors = judged.map(\.rmse) + judged.map(\.rmseLast)
            let panel = PlotPanel(top: 22, bottom: 140, showing: [0] + errors)
            let gains = PlotPanel(top: 172, bottom: 222, showing: [0] + slots.compactMap(\.gain), count: 2)
            shade(panel, in: &svg)
            shade(gains, in: &svg)
            panel.drawScale("RMSE (bikes)", in: &svg)
            gains.drawScale("lower than last value’s by (%)", in: &svg)
            drawGains(gains, in: &svg)
            svg.path(points(panel) { $0.rmseLast }, "last", dot: "dot-last")
            svg.path(points(panel) { $0.rmse }, "model", dot: "dot-model")
            for (position, slot) in slots.enumerated() {
                if let label = slot.label { svg.label(label, panel.slot(position, of: slots.count), 238, "mid") }
            }
            svg.label(axis, (PlotSize.left + PlotSize.right) / 2, 256, "mid")
        }
    }

    private func points(_ panel: PlotPanel, _ value: (EvaluationSums) -> Double) -> [(x: Double, y: Double)?] {
        slots.enumerated().map { position, slot in
            slot.hasForecasts ? (panel.slot(position, of: slots.count), panel.scale(value(slot.sums))) : nil
        }
    }

    private func shade(_ panel: PlotPanel, in svg: inout Markup) {
        let width = panel.slotWidth(slots.count)
        for (position, slot) in slots.enumerated() where slot.isShaded {
            let left = panel.slot(position, of: slots.count) - width / 2
            svg.box(left, panel.top, width, panel.bottom - panel.top, "off")
        }
    }

    private func drawGains(_ panel: PlotPanel, in svg: inout Markup) {
        for (position, slot) in slots.enumerated() {
            guard let gain = slot.gain else { continue }
            panel.bar(
                gain,
                center: panel.slot(position, of: slots.count),
                width: min(24, panel.slotWidth(slots.count) * 0.7),
                style: gain < 0 ? "down" : "up",
                hint: "\(slot.name): model \(PageText.fixed(slot.sums.rmse, 3)), last value "
                    + "\(PageText.fixed(slot.sums.rmseLast, 3)) bikes, "
                    + PageText.change(EvaluationMeasure.rmse.change(slot.sums)),
                in: &svg
            )
        }
    }

    private var summary: String {
        let judged = slots.filter(\.hasForecasts)
        guard let worst = judged.max(by: { $0.sums.rmse < $1.sums.rmse }) else { return "No forecasts." }
        let better = judged.count { ($0.gain ?? 0) > 0 }
        return "The model’s error is below the last value’s in \(better) of \(judged.count); it is largest at "
            + "\(worst.name), \(PageText.fixed(worst.sums.rmse, 2)) bikes against "
            + "\(PageText.fixed(worst.sums.rmseLast, 2))."
    }
}
