extension EvaluationPage {
    /// What a trustworthy model must pass, horizon by horizon.
    func writeChecks(in main: inout Markup) {
        main.element("h2", text: "At a glance")
        main.element(
            "p",
            text: "Each check compares the model with a forecast that needs no model, or with what its own "
                + "probabilities promise, on days it was not trained on."
        )
        let columns = ["Check"] + judged.map { "+\($0.minutes) min" }
        main.table("Checks by horizon", columns: columns) { body in
            for check in ModelCheck.allCases {
                body.element("tr") { row in
                    row.element("th", ["scope": "row", "class": "name"], text: check.title)
                    for horizon in judged { row.element("td") { check.write(horizon, in: &$0) } }
                }
            }
        }
    }

    func writeSummary(in main: inout Markup) {
        main.element("h2", text: "The model against the last value")
        main.element(
            "p",
            text: "Below each difference stands the model’s figure, then the one it is held against. "
                + "Less is better throughout: a minus sign means that the model is better."
        )
        let columns = ["Horizon", "Forecasts"] + EvaluationMeasure.allCases.map(\.title) + ["Days with lower RMSE"]
        main.table("All horizons: relative difference to the reference", columns: columns) { body in
            for horizon in horizons {
                body.element("tr") { row in
                    row.element("th", ["scope": "row"], text: "+\(horizon.minutes) min")
                    row.element("td", text: PageText.grouped(horizon.total.count))
                    for measure in EvaluationMeasure.allCases {
                        row.element("td") { write(measure, horizon.total, in: &$0) }
                    }
                    let days = horizon.byDay.values.filter { $0.count > 0 }
                    let better = days.count { $0.rmse < $0.rmseLast }
                    row.element("td", text: days.isEmpty ? PageText.none : "\(better) of \(days.count)")
                }
            }
        }
        main.element("dl") { list in
            for measure in EvaluationMeasure.allCases {
                list.element("dt", text: measure.title)
                list.element("dd", text: measure.explanation)
            }
        }
    }

    private func write(_ measure: EvaluationMeasure, _ sums: EvaluationSums, in cell: inout Markup) {
        guard sums.count > 0 else { return cell.text(PageText.none) }
        cell.verdict(measure.change(sums))
        let model = PageText.fixed(measure.model(sums), measure.decimals)
        let reference = PageText.fixed(measure.reference(sums), measure.decimals)
        cell.element("small", text: "\(model) / \(reference)")
    }

    func writeGains(in main: inout Markup) {
        main.element("h2", text: "Gain by horizon")
        main.element(
            "p",
            text: "How much of the reference’s error the model takes away. Bars above the line are gains, bars "
                + "below it losses; all five plots have the same scale."
        )
        let range = EvaluationMeasure.allCases.flatMap { measure in judged.compactMap { GainPlot.gain(measure, $0) } }
        main.element("div", ["class": "plots"]) { plots in
            for measure in EvaluationMeasure.allCases {
                plots.element("figure") { figure in
                    figure.element("figcaption", text: measure.title)
                    GainPlot(measure: measure, horizons: judged, range: range).draw(in: &figure)
                }
            }
        }
    }
}
