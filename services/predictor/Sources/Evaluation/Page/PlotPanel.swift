/// A drawing of fixed width that the page scales to the room there is.
enum PlotSize {
    static let width = 340.0
    static let left = 40.0
    static let right = 328.0
}

/// The rectangle data are drawn into, with the vertical scale on its left.
struct PlotPanel {
    let top: Double
    let bottom: Double
    let scale: PlotScale

    init(top: Double, bottom: Double, showing values: [Double], count: Int = 4) {
        self.top = top
        self.bottom = bottom
        scale = PlotScale(showing: values, from: bottom, to: top, count: count)
    }

    /// The middle of slot `position` of `count`.
    func slot(_ position: Int, of count: Int) -> Double {
        PlotSize.left + (Double(position) + 0.5) * slotWidth(count)
    }

    func slotWidth(_ count: Int) -> Double { (PlotSize.right - PlotSize.left) / Double(max(1, count)) }

    /// Lines and numbers of the scale, and above them what they measure.
    func drawScale(_ title: String, in svg: inout Markup) {
        for tick in scale.ticks {
            svg.line(PlotSize.left, scale(tick), PlotSize.right, scale(tick), tick == 0 ? "axis" : "grid")
            svg.label(PageText.fixed(tick, scale.decimals), PlotSize.left - 5, scale(tick) + 4, "end")
        }
        svg.label(title, 0, top - 9, "")
    }

    /// A bar from zero to `value`, in the slot at `center`; `hint` shows where a pointer rests on it.
    func bar(_ value: Double, center: Double, width: Double, style: String, hint: String, in svg: inout Markup) {
        let (zero, end) = (scale(0), scale(value))
        svg.box(center - width / 2, min(zero, end), width, abs(end - zero), style, hint: hint)
    }
}
