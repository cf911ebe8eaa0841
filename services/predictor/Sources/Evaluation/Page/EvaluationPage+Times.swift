extension EvaluationPage {
    func writeHours(in main: inout Markup) {
        main.element("h2", text: "Error by hour of the day")
        main.element("p", text: "By the local hour in which the forecast was made, over all stations and days.")
        writeLegend(shading: false, in: &main)
        plots(in: &main) { horizon, figure in
            let slots = horizon.byHour.enumerated().map { hour, sums in
                ErrorPlot.Slot(
                    name: PageText.hour(hour),
                    label: hour.isMultiple(of: 3) ? "\(hour)" : nil,
                    isShaded: false,
                    sums: sums
                )
            }
            ErrorPlot(title: "RMSE by hour at +\(horizon.minutes) minutes", axis: "hour of the day", slots: slots)
                .draw(in: &figure)
        }
        writeNumbers("RMSE by hour, in bikes", heading: "Hour", keys: Array(0..<24), in: &main) { hour in
            PageText.hour(hour)
        } sums: { horizon, hour in
            horizon.byHour[hour]
        }
    }

    func writeDays(in main: inout Markup) {
        main.element("h2", text: "Error by day")
        main.element("p", text: "Days differ: a model to be trusted is better on nearly all of them.")
        writeLegend(shading: true, in: &main)
        let days = evaluation.days
        let step = max(1, (days.count + 4) / 5)
        plots(in: &main) { horizon, figure in
            let slots = days.enumerated().map { position, day in
                ErrorPlot.Slot(
                    name: dayName(day),
                    label: position.isMultiple(of: step) ? String(PageText.date(day).suffix(5)) : nil,
                    isShaded: calendar.isDayOff(day),
                    sums: horizon.byDay[day] ?? EvaluationSums()
                )
            }
            ErrorPlot(title: "RMSE by day at +\(horizon.minutes) minutes", axis: "month and day", slots: slots)
                .draw(in: &figure)
        }
        writeNumbers("RMSE by day, in bikes", heading: "Day", keys: days, in: &main, name: dayName) { horizon, day in
            horizon.byDay[day] ?? EvaluationSums()
        }
    }

    private func dayName(_ day: Int) -> String {
        let name = "\(PageText.date(day)) \(PageText.weekday(day))"
        return calendar.isHoliday(day) ? "\(name), holiday" : name
    }

    private func writeLegend(shading: Bool, in main: inout Markup) {
        main.element("ul", ["class": "legend"]) { legend in
            legend.legendItem("model") { $0.line(0, 6, 28, 6, "model") }
            legend.legendItem("last value") { $0.line(0, 6, 28, 6, "last") }
            legend.legendItem("model better (bar up)") { $0.box(8, 1, 10, 10, "up") }
            legend.legendItem("model worse (bar down)") { $0.box(8, 1, 10, 10, "down") }
            if shading { legend.legendItem("day off") { $0.box(4, 0, 20, 12, "off") } }
        }
    }

    /// The numbers behind a section's plots, folded away.
    private func writeNumbers(
        _ caption: String,
        heading: String,
        keys: [Int],
        in main: inout Markup,
        name: (Int) -> String,
        sums: (HorizonEvaluation, Int) -> EvaluationSums
    ) {
        main.element("details") { details in
            details.element("summary", text: "Numbers: \(caption)")
            let columns = [heading] + judged.map { "+\($0.minutes) min" }
            details.table("\(caption): model, last value, difference", columns: columns) { body in
                for key in keys {
                    body.row(
                        name(key),
                        judged.map { horizon in
                            let sums = sums(horizon, key)
                            guard sums.count > 0 else { return PageText.none }
                            return "\(PageText.fixed(sums.rmse, 2)) / \(PageText.fixed(sums.rmseLast, 2)) "
                                + "(\(PageText.change(EvaluationMeasure.rmse.change(sums))))"
                        }
                    )
                }
            }
        }
    }
}

extension Markup {
    /// An entry of a legend with a small drawing, 28 by 12, before its name.
    mutating func legendItem(_ name: String, _ drawing: (inout Markup) -> Void) {
        element("li") { item in
            item.element("svg", ["viewBox": "0 0 28 12", "aria-hidden": "true"], drawing)
            item.text(name)
        }
    }
}
