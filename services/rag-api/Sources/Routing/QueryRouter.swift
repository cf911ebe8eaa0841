/// Tells what a question is about, by signs and by its likeness to questions known; Korean and English.
package struct QueryRouter: Sendable {
    private let knowsPlace: @Sendable (String) -> Bool
    private let judge = RouteJudge()

    /// `knowsPlace` says whether a question names a station or district of the live city.
    package init(knowsPlace: @escaping @Sendable (String) -> Bool = { _ in false }) {
        self.knowsPlace = knowsPlace
    }

    /// The question's route with what it asks for; without a likeness to examples by rules alone.
    package func route(_ question: String, likeness: RouteLikeness? = nil) -> RoutedQuestion {
        let signs = QuestionSigns(question, knowsPlace: knowsPlace)
        let known = likeness.map { RouteSigns(signs, $0) }
        var (route, isSure) = known.map(decide) ?? Self.decide(signs)
        let isLive = route == .live || route == .forecast
        var time = isLive ? TimePhrase(inStationQuestion: question) : nil
        if isLive, time == nil, known?.soundsAhead == true { time = .soon }
        if isLive { route = time == nil ? .live : .forecast }
        return RoutedQuestion(
            route,
            place: isLive ? PlacePhrase.extract(from: question) : nil,
            time: time,
            want: signs.asksDocks ? .docks : .bikes,
            isNearby: signs.isNearby,
            isSure: isSure,
            decidedBy: known == nil ? "rules" : "judge",
            signs: signs.names + (known.map(judge.account) ?? [])
        )
    }

    /// The signs of `question` by which its route is decided.
    func signs(_ question: String, _ likeness: RouteLikeness) -> RouteSigns {
        RouteSigns(QuestionSigns(question, knowsPlace: knowsPlace), likeness)
    }

    private func decide(_ signs: RouteSigns) -> (QueryRoute, isSure: Bool) {
        let question = signs.question
        let live = judge.live.probability(signs)
        // How the board is used stands in the guide.
        let board = question.usesBoard ? 0 : judge.board.probability(signs)
        if max(live, board) >= 0.5 {
            return board > live ? (.board, board > 0.8) : (.live, live > 0.8)
        }
        if judge.elsewhere.probability(signs) >= 0.5 { return (.outOfScope, false) }
        return Self.decideRest(question)
    }

    private static func decide(_ signs: QuestionSigns) -> (QueryRoute, isSure: Bool) {
        if signs.isForeign, !signs.namesPlace || !signs.asksAvailability {
            return signs.isDomain ? (.guide, false) : (.outOfScope, true)
        }
        if signs.asksBoard { return (.board, true) }
        return decideLive(signs) ?? decideRest(signs)
    }

    /// Neither stations nor posts.
    private static func decideRest(_ signs: QuestionSigns) -> (QueryRoute, isSure: Bool) {
        if signs.isForeign || signs.asksOtherVehicle, !signs.isDomain, !signs.asksHow { return (.outOfScope, false) }
        // Thanks for what was found ask for nothing, whatever they speak of.
        let asks = signs.asksHow || signs.asksAvailability || signs.touchesGuide
        let isTalk = signs.isDomain ? signs.thanks && !asks : !signs.asksHow || signs.wordCount <= 6
        if signs.greets, isTalk, signs.wordCount <= 8 { return (.smallTalk, !signs.isDomain) }
        return (.guide, signs.isDomain || signs.asksHow)
    }

    /// Live (or, with a moment ahead, the forecast), where the question is about bikes or docks at a place or now.
    private static func decideLive(_ signs: QuestionSigns) -> (QueryRoute, isSure: Bool)? {
        let asksThing = signs.asksBikes || signs.asksDocks
        // A place with a moment is no question on how it works, whatever else it mentions.
        guard !signs.asksOtherVehicle, !signs.asksHow || (signs.namesPlace && (signs.asksNow || signs.time != nil))
        else {
            return nil
        }
        if asksThing, signs.asksAvailability {
            if signs.namesPlace { return (.live, true) }
            if signs.touchesGuide { return nil }
            return signs.asksNow || signs.isNearby || signs.time != nil ? (.live, signs.asksNow) : nil
        }
        guard signs.namesPlace, !signs.asksHow, !signs.isForeign else { return nil }
        if asksThing { return signs.touchesGuide ? nil : (.live, true) }
        // Riders leave the bikes out when they ask for them; many other words speak of something else.
        let asksWhether = signs.asksAvailability || signs.asksNow || signs.isNearby || signs.time != nil
        if asksWhether { return signs.otherWords <= 3 ? (.live, false) : nil }
        return signs.wordCount <= 2 && !signs.isDomain ? (.live, false) : nil
    }
}
