/// An evaluation as one HTML page that needs nothing but itself: tables, drawings and what they mean.
package struct EvaluationPage {
    let evaluation: Evaluation
    let stationNames: [String: String]
    let calendar: HolidayCalendar
    /// In the order of time.
    let horizons: [HorizonEvaluation]

    /// `stationNames` are by id and may lack any; `calendar` tells which days are marked as days off.
    package init(
        _ evaluation: Evaluation,
        stationNames: [String: String] = [:],
        calendar: HolidayCalendar = .none
    ) {
        self.evaluation = evaluation
        self.stationNames = stationNames
        self.calendar = calendar
        horizons = evaluation.horizons.sorted { $0.minutes < $1.minutes }
    }

    /// The page, UTF-8.
    package func html() -> [UInt8] {
        var markup = Markup(capacity: 1 << 18)
        markup.raw("<!DOCTYPE html>\n")
        markup.element("html", ["lang": "en"]) { html in
            html.element("head") { head in
                head.empty("meta", ["charset": "utf-8"])
                head.empty("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
                head.element("title", text: "Forecasts judged: \(evaluation.source), \(evaluation.modelVersion)")
                head.element("style") { $0.raw(PageStyle.css) }
            }
            html.element("body") { body in body.element("main") { write(in: &$0) } }
        }
        markup.raw("\n")
        return markup.bytes
    }

    private func write(in main: inout Markup) {
        writeHeading(in: &main)
        guard !judged.isEmpty else {
            main.element(
                "p",
                text: "No forecast could be judged: the days hold no pair of a moment and a truth after it."
            )
            return writeMethod(in: &main)
        }
        writeChecks(in: &main)
        writeSummary(in: &main)
        writeGains(in: &main)
        writeHours(in: &main)
        writeDays(in: &main)
        writeReliability(in: &main)
        writeTransform(in: &main)
        writeStations(in: &main)
        writeMethod(in: &main)
    }

    /// The horizons that have forecasts.
    var judged: [HorizonEvaluation] { horizons.filter { $0.total.count > 0 } }

    private func writeHeading(in main: inout Markup) {
        main.element("h1", text: "How good are the forecasts?")
        let days = evaluation.days
        main.element("dl", ["class": "facts"]) { facts in
            func fact(_ name: String, _ value: String) {
                facts.element("div") { fact in
                    fact.element("dt", text: name)
                    fact.element("dd", text: value)
                }
            }
            fact("Source", evaluation.source)
            fact("Model version", evaluation.modelVersion)
            fact("Days judged", days.isEmpty ? "none" : PageText.grouped(days.count))
            if let first = days.first, let last = days.last {
                fact(
                    first == last ? "Day" : "First and last day",
                    first == last ? PageText.date(first) : "\(PageText.date(first)) – \(PageText.date(last))"
                )
            }
            fact("Stations judged", PageText.grouped(evaluation.judgedStationCount))
            fact("Forecasts", PageText.grouped(horizons.reduce(0) { $0 + $1.total.count }))
        }
    }

    /// A section's plots, one for each horizon that has forecasts.
    func plots(in markup: inout Markup, _ draw: (HorizonEvaluation, inout Markup) -> Void) {
        markup.element("div", ["class": "plots"]) { plots in
            for horizon in judged {
                plots.element("figure") { figure in
                    figure.element("figcaption", text: "+\(horizon.minutes) minutes")
                    draw(horizon, &figure)
                }
            }
        }
    }
}
