import Core

/// How well questions about stations are told from others, and their places found.
struct RoutingEvaluation {
    let questions: [LabelledLiveQuestion]
    let city: LiveCity
    let search: AskedSearch

    /// The figures, then one line a question that went wrong, at most `misses` of them.
    func lines(_ name: String, misses: Int) -> [String] {
        let router = router
        var (routes, wants, minutes, places) = (Share(), Share(), Share(), Share())
        var wrong: [String] = []
        for question in questions {
            guard let expected = question.route else { continue }
            let routed = router.route(question.text, likeness: likeness(question.text))
            routes.count(routed.route == expected)
            guard routed.route == expected else {
                let signs = routed.signs.joined(separator: " ")
                wrong.append(
                    "miss route \(question.id) \(expected.rawValue) -> \(routed.route.rawValue) (\(signs)): \(question.text)"
                )
                continue
            }
            if let want = question.wants { wants.count(routed.want.rawValue == want) }
            if let ahead = question.minutes { minutes.count(routed.time == .minutes(ahead)) }
            guard question.asksLive, let view = city.view else { continue }
            let found = place(routed, question, view)
            places.count(found.isRight)
            if !found.isRight {
                let wanted = question.place ?? "none"
                wrong.append(
                    "miss place \(question.id) \(wanted) -> \(found.label) (\(routed.place ?? "-")): \(question.text)"
                )
            }
        }
        let figures = "routing \(routes.text), wish \(wants.text), minutes \(minutes.text), place \(places.text)"
        return ["\(name): \(figures)"] + wrong.prefix(misses)
    }

    private var router: QueryRouter {
        let city = city
        return QueryRouter { city.view?.resolver.knows($0) ?? false }
    }

    private func likeness(_ question: String) -> RouteLikeness? {
        search.routeLikeness(question, AnswerLanguage(of: question))
    }

    /// What the router's judge sees of each question, with its route.
    func samples() -> [(signs: RouteSigns, route: QueryRoute)] {
        let router = router
        return questions.compactMap { question in
            guard let route = question.route, let likeness = likeness(question.text) else { return nil }
            return (router.signs(question.text, likeness), route)
        }
    }

    private typealias Share = OwnSetReport.Share

    private func place(
        _ routed: RoutedQuestion,
        _ question: LabelledLiveQuestion,
        _ view: LiveCity.View
    ) -> (isRight: Bool, label: String) {
        let place = view.resolver.resolve(phrase: routed.place, question: question.text)
        guard let wanted = question.place else { return (place == nil, place?.label ?? "none") }
        guard let place, let first = place.rows.first else { return (false, "none") }
        let station = view.resolver.stations[first]
        let folded = Wording.folded(wanted)
        let names = [place.label, station.name, station.number, station.id, station.district].map(Wording.folded)
        let isDistrict = place.kind == .district && place.label == wanted
        return (
            isDistrict || names.dropLast().contains { $0.contains(folded) }, "\(place.label) \(place.kind.rawValue)"
        )
    }
}
