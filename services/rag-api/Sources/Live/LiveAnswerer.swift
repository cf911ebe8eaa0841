package import Core

/// Answers questions about stations from the live snapshot and the forecast.
package struct LiveAnswerer: Sendable {
    private let city: LiveCity
    private let clock: WallClock
    /// Stations in an answer.
    private static let rowLimit = 5
    /// What still counts as near, metres.
    private static let nearMeters = 700.0

    package init(city: LiveCity, clock: WallClock) {
        self.city = city
        self.clock = clock
    }

    /// The answer to a routed question; one that asks back where the place is unknown or several are meant.
    package func answer(_ routed: RoutedQuestion, question: String, language: AnswerLanguage) -> Answer {
        let wording = LiveWording(language)
        guard let view = city.view else {
            return outcome(wording.noData, routed, language, .unavailable)
        }
        guard let place = view.resolver.resolve(phrase: routed.place, question: question) else {
            let text = routed.place.map(wording.unknownPlace) ?? wording.whichPlace
            return outcome(text, routed, language, .unclear, suggestions: wording.examples(view))
        }
        if place.kind == .ambiguous {
            return outcome(
                wording.ambiguous(routed.place ?? place.label, choices: place.choices),
                routed,
                language,
                .unclear,
                suggestions: place.choices
            )
        }
        return compose(view, place, routed, wording)
    }

    /// Whether there are stations, but none that the question could be about.
    package func isLost(_ routed: RoutedQuestion, question: String) -> Bool {
        guard let view = city.view else { return false }
        return view.resolver.resolve(phrase: routed.place, question: question) == nil
    }

    /// The place a question was about, for the questions that follow.
    package func placeLabel(_ routed: RoutedQuestion, question: String) -> String? {
        guard let place = city.view?.resolver.resolve(phrase: routed.place, question: question) else { return nil }
        return place.kind == .ambiguous ? nil : place.label
    }

    private func outcome(
        _ text: String,
        _ routed: RoutedQuestion,
        _ language: AnswerLanguage,
        _ outcome: Answer.Outcome,
        suggestions: [String] = []
    ) -> Answer {
        Answer(text, route: routed.route, language: language, outcome: outcome, suggestions: suggestions)
    }

    private func compose(
        _ view: LiveCity.View,
        _ place: ResolvedPlace,
        _ routed: RoutedQuestion,
        _ wording: LiveWording
    ) -> Answer {
        let now = clock.now()
        let header = SnapshotHeader(view.snapshot)
        let horizon = routed.route == .forecast ? horizon(routed.time, view, now: now) : nil
        let rows = rows(place, view, routed, minutes: horizon?.used)
        let counted = place.rows.prefix(place.askedRows ?? place.rows.count)
        var facts = LiveFacts(
            place: place.label,
            rows: rows,
            totals: LiveFacts.Totals(counted.map { view.snapshot.stations[$0] }),
            snapshot: header,
            ageSeconds: header.ageSeconds(at: now),
            isStale: header.isStale(at: now)
        )
        if let horizon, let forecast = view.forecast {
            facts.forecast = ForecastHeader(forecast)
            facts.minutes = horizon.used
        }
        let text = LiveReply(wording: wording, facts: facts, place: place, want: routed.want, now: now)
        var answer = Answer(
            text.text(asked: horizon?.asked, lacksForecast: routed.route == .forecast && horizon == nil),
            citations: text.citations,
            route: routed.route,
            language: wording.language,
            outcome: .answered,
            confidence: facts.isStale ? 0.5 : place.similarity,
            live: facts
        )
        answer.suggestions = wording.followUps(routed.route)
        return answer
    }

    /// The horizon of the run nearest to what was asked, and what was asked, in minutes from now.
    private func horizon(_ time: TimePhrase?, _ view: LiveCity.View, now: Timestamp) -> (asked: Int, used: Int)? {
        guard let forecast = view.forecast else { return nil }
        let local = CivilTime(now, utcOffsetSeconds: forecast.utcOffsetSeconds)
        let asked = (time ?? .soon).minutesAhead(minuteOfDay: local.hour * 60 + local.minute)
        // Horizons count from the snapshot, which is some minutes old.
        let fromSnapshot = asked + Int((max(0, now.secondsSince(forecast.basedOn)) / 60).rounded())
        let nearest = forecast.horizons.map(\.minutes).min { abs($0 - fromSnapshot) < abs($1 - fromSnapshot) }
        return nearest.map { (asked, $0) }
    }

    private func rows(
        _ place: ResolvedPlace,
        _ view: LiveCity.View,
        _ routed: RoutedQuestion,
        minutes: Int?
    ) -> [LiveFacts.Row] {
        let stations = view.snapshot.stations
        var order = place.rows
        if place.kind == .district {
            let count = { (row: Int) in routed.want == .docks ? stations[row].docksFree : stations[row].bikes }
            order.sort { (count($0), $1) > (count($1), $0) }
        } else if routed.isNearby, let first = order.first, order.count < Self.rowLimit {
            let known = Set(order)
            order += view.resolver.neighbours(of: first, meters: Self.nearMeters).filter { !known.contains($0) }
        }
        let origin = place.kind == .district ? nil : order.first.flatMap { stations[$0].station.location }
        return order.prefix(place.kind == .station && !routed.isNearby ? 1 : Self.rowLimit).map { row in
            LiveFacts.Row(
                status: stations[row],
                forecast: minutes.flatMap { view.point(stations[row].station.id, minutes: $0) },
                meters: origin.flatMap { origin in stations[row].station.location.map { origin.meters(to: $0) } }
            )
        }
    }
}
