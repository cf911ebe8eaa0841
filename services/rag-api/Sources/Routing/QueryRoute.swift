/// What a question is about, and with that where its answer comes from.
package enum QueryRoute: String, Sendable, CaseIterable {
    /// Bikes or free docks now: the live snapshot.
    case live
    /// Bikes or free docks in a while: the forecast.
    case forecast
    /// How something works, what it costs, what is allowed: the documents.
    case guide
    /// What other riders wrote: the posts of the board.
    case board
    /// Greetings and thanks.
    case smallTalk = "small_talk"
    /// Nothing this assistant knows about.
    case outOfScope = "out_of_scope"
}

/// What a rider wants of a station.
package enum StationWant: String, Sendable {
    case bikes
    case docks
}

/// A question with what routing found out about it.
package struct RoutedQuestion: Sendable, Equatable {
    package var route: QueryRoute
    /// The words that name a place, as far as they can be told from the rest; nil where nothing is left.
    package var place: String?
    /// When, for a forecast.
    package var time: TimePhrase?
    package var want: StationWant
    /// Whether the surroundings of the place are meant as well.
    package var isNearby: Bool
    /// Whether it was clear; an unclear question may be shown to a language model.
    package var isSure: Bool
    /// Who decided: `judge`, `rules` where no examples are known, `llm`, `follow_up`.
    package var decidedBy: String
    /// The signs that were found, for the trace.
    package var signs: [String]

    package init(
        _ route: QueryRoute,
        place: String? = nil,
        time: TimePhrase? = nil,
        want: StationWant = .bikes,
        isNearby: Bool = false,
        isSure: Bool = true,
        decidedBy: String = "rules",
        signs: [String] = []
    ) {
        self.route = route
        self.place = place
        self.time = time
        self.want = want
        self.isNearby = isNearby
        self.isSure = isSure
        self.decidedBy = decidedBy
        self.signs = signs
    }
}
