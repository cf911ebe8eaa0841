/// Tells by rules what a question is about; Korean and English.
package struct QueryRouter: Sendable {
    private let knowsPlace: @Sendable (String) -> Bool

    /// `knowsPlace` says whether a question names a station or district of the live city.
    package init(knowsPlace: @escaping @Sendable (String) -> Bool = { _ in false }) {
        self.knowsPlace = knowsPlace
    }

    /// The question's route with what it asks for.
    package func route(_ question: String) -> RoutedQuestion {
        let signs = QuestionSigns(question, knowsPlace: knowsPlace)
        let (route, isSure) = Self.decide(signs)
        let isLive = route == .live || route == .forecast
        return RoutedQuestion(
            route,
            place: isLive ? PlacePhrase.extract(from: question) : nil,
            time: isLive ? signs.time : nil,
            want: signs.asksDocks ? .docks : .bikes,
            isNearby: signs.isNearby,
            isSure: isSure,
            signs: signs.names
        )
    }

    private static func decide(_ signs: QuestionSigns) -> (QueryRoute, isSure: Bool) {
        if signs.isForeign, !signs.namesPlace || !signs.asksAvailability {
            return signs.isDomain ? (.guide, false) : (.outOfScope, true)
        }
        if signs.asksBoard { return (.board, true) }
        if let live = decideLive(signs) { return live }
        if signs.isForeign || signs.asksOtherVehicle, !signs.isDomain, !signs.asksHow { return (.outOfScope, false) }
        if signs.greets, !signs.isDomain, !signs.asksHow || signs.wordCount <= 6, signs.wordCount <= 8 {
            return (.smallTalk, true)
        }
        return (.guide, signs.isDomain || signs.asksHow)
    }

    /// Live or forecast, where the question is about bikes or docks at a place or now.
    private static func decideLive(_ signs: QuestionSigns) -> (QueryRoute, isSure: Bool)? {
        let route: QueryRoute = signs.time == nil ? .live : .forecast
        let asksThing = signs.asksBikes || signs.asksDocks
        // A place with a moment is no question on how it works, whatever else it mentions.
        guard !signs.asksOtherVehicle, !signs.asksHow || (signs.namesPlace && (signs.asksNow || signs.time != nil))
        else {
            return nil
        }
        if asksThing, signs.asksAvailability {
            if signs.namesPlace { return (route, true) }
            if signs.touchesGuide { return nil }
            return signs.asksNow || signs.isNearby || signs.time != nil ? (route, signs.asksNow) : nil
        }
        guard signs.namesPlace, !signs.asksHow, !signs.isForeign else { return nil }
        if asksThing { return signs.touchesGuide ? nil : (route, true) }
        // Riders leave the bikes out when they ask for them; many other words speak of something else.
        let asksWhether = signs.asksAvailability || signs.asksNow || signs.isNearby || signs.time != nil
        if asksWhether { return signs.otherWords <= 3 ? (route, false) : nil }
        return signs.wordCount <= 2 && !signs.isDomain ? (route, false) : nil
    }
}
