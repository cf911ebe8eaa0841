extension EvaluationPage {
    private static let rowLimit = 10

    func writeStations(in main: inout Markup) {
        main.element("h2", text: "Stations")
        main.element(
            "p",
            text: "Only stations judged at least a tenth as often as the one judged most are ranked; errors of "
                + "single stations are uncertain, the more so the fewer forecasts they have."
        )
        for horizon in judged {
            let ranking = StationRanking(horizon, stationIDs: evaluation.stationIDs)
            let attributes: Markup.Attributes = horizon.minutes == judged.first?.minutes ? ["open": "open"] : [:]
            main.element("details", attributes) { details in
                details.element("summary", text: "+\(horizon.minutes) minutes: \(summary(ranking))")
                writeRanking(
                    "Worse than the last value by most (RMSE)",
                    ranking.worstByExcess(Self.rowLimit),
                    in: &details
                )
                writeRanking("Largest mean error of the median", ranking.worstByError(Self.rowLimit), in: &details)
                writeRanking("Better than the last value by most (RMSE)", ranking.best(Self.rowLimit), in: &details)
            }
        }
    }

    private func summary(_ ranking: StationRanking) -> String {
        let count = ranking.entries.count
        guard count > 0 else { return "no station was judged often enough" }
        let share = PageText.percent(Double(ranking.worseCount) / Double(count))
        return "the last value is better at \(PageText.grouped(ranking.worseCount)) of "
            + "\(PageText.count(count, "station")) (\(share))"
    }

    private func writeRanking(_ caption: String, _ entries: [StationRanking.Entry], in details: inout Markup) {
        guard !entries.isEmpty else { return }
        let columns = [
            "Station", "Forecasts", "RMSE, model", "RMSE, last value", "Difference (bikes)", "MAE, median",
            "MAE, last value",
        ]
        details.table("\(caption), in bikes", columns: columns) { body in
            for entry in entries { write(entry, in: &body) }
        }
    }

    private func write(_ entry: StationRanking.Entry, in body: inout Markup) {
        let sums = entry.sums
        body.element("tr") { row in
            row.element("th", ["scope": "row", "class": "name"]) { heading in
                heading.element("bdi", text: stationNames[entry.stationID] ?? entry.stationID)
                if stationNames[entry.stationID] != nil { heading.element("small", text: entry.stationID) }
            }
            row.element("td", text: PageText.grouped(sums.count))
            row.element("td", text: PageText.fixed(sums.rmse, 2))
            row.element("td", text: PageText.fixed(sums.rmseLast, 2))
            let style = abs(entry.excess) < 0.005 ? "quiet" : entry.excess < 0 ? "good" : "bad"
            row.element("td", ["class": style], text: PageText.signed(entry.excess, 2))
            row.element("td", text: PageText.fixed(sums.mean(sums.absolute), 2))
            row.element("td", text: PageText.fixed(sums.mean(sums.absoluteLast), 2))
        }
    }

    func writeMethod(in main: inout Markup) {
        main.element("h2", text: "How this was measured")
        main.element("dl") { list in
            for (term, meaning) in Self.method {
                list.element("dt", text: term)
                list.element("dd", text: meaning)
            }
        }
    }

    private static let method: KeyValuePairs<String, String> = [
        "Moments": "Every ten minutes of local time (:00, :10, …) each station whose state is known is forecast at "
            + "every horizon. Its state is the last report at or before the moment, on the same day.",
        "Truth": "The number of bikes the station shows that many minutes later on the same day. Pairs with a gap of "
            + "more than 20 minutes in the feed between them are left out.",
        "Unseen days": "The model, and all it has learned about stations, comes from its training; the days judged "
            + "here add to no profile.",
        "Last value": "“Nothing changes”: the number of bikes now is the forecast. For pinball loss its quantiles are "
            + "that number plus constant residual quantiles: the quantiles of all changes over the horizon on the "
            + "training days, the same for every station and hour. Its probability of empty is 1 where no bike is "
            + "left now, else 0.",
        "Share by count": "A fairer reference for empty stations: how often, on the training days, a station with as "
            + "many bikes now was empty at the horizon.",
        "Empty and full": "A station is empty when it has no bike and full when it has no free dock; bikes may stand "
            + "beyond the racks.",
        "Off by": "Forecasts are sorted by their probability into ten bins of about equally many, as far as those that "
            + "are nearly alike stay together; the figure is the largest difference between mean probability and "
            + "share that came true. The reliability plots use ten bins of equal width instead, so that rare high "
            + "probabilities can be seen.",
    ]
}
