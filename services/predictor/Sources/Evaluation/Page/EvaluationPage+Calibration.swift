extension EvaluationPage {
    func writeReliability(in main: inout Markup) {
        main.element("h2", text: "Do probabilities keep their word?")
        main.element(
            "p",
            text: "Of all stations given a chance of 30 % to be empty, 30 % should be. Points on the dotted line keep "
                + "that promise; above it the event comes more often than forecast, below it less often. Hollow "
                + "points rest on fewer than \(Int(ReliabilityPlot.few)) forecasts."
        )
        main.element("ul", ["class": "legend"]) { legend in
            legend.legendItem("P(empty): no bike left") { svg in
                svg.line(0, 6, 28, 6, "model")
                svg.dot(14, 6, "dot-model", hint: "empty")
            }
            legend.legendItem("P(full): no dock left") { svg in
                svg.line(0, 6, 28, 6, "last")
                svg.diamond(14, 6, "dot-last", hint: "full")
            }
            legend.legendItem("as promised") { $0.line(0, 6, 28, 6, "ideal") }
        }
        plots(in: &main) { horizon, figure in ReliabilityPlot(horizon: horizon).draw(in: &figure) }
        main.element("details") { details in
            details.element("summary", text: "Numbers: bins with about equally many forecasts")
            for horizon in judged {
                writeBins("P(empty) at +\(horizon.minutes) minutes", horizon.empty, in: &details)
                writeBins("P(full) at +\(horizon.minutes) minutes", horizon.full, in: &details)
            }
        }
    }

    private func writeBins(_ caption: String, _ reliability: Reliability, in details: inout Markup) {
        let columns = ["Bin", "Forecasts", "Mean forecast", "Came true", "Difference (points)"]
        details.table(caption, columns: columns) { body in
            for (position, bin) in reliability.bins().enumerated() {
                body.row(
                    "\(position + 1)",
                    [
                        PageText.grouped(Int(bin.count)), PageText.percent(bin.forecast, 2),
                        PageText.percent(bin.observed, 2), PageText.signed(100 * (bin.observed - bin.forecast), 2),
                    ]
                )
            }
        }
    }

    func writeTransform(in main: inout Markup) {
        main.element("h2", text: "Is the spread of the forecast right?")
        main.element(
            "p",
            text: "Each forecast is a distribution over numbers of bikes; cut into ten equally likely parts, each "
                + "should catch the truth one time in ten. Bars within the green band (8 to 12 %) are fine. Tall "
                + "outer bars mean that forecasts are too sure of themselves, tall middle bars that they are too "
                + "cautious. Counts are whole numbers, so a truth is placed at random within its own step "
                + "(randomised probability integral transform; Czado, Gneiting, Held 2009)."
        )
        plots(in: &main) { horizon, figure in
            guard let shares = horizon.pitShares else { return figure.element("p", text: "No forecasts.") }
            TransformPlot(horizon: horizon, shares: shares).draw(in: &figure)
        }
    }
}
