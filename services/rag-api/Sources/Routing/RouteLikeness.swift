package import Retrieval

/// How like a question is to the questions known, by what is done with them; each 0…1.
package struct RouteLikeness: Sendable, Equatable {
    package var live: Float
    package var forecast: Float
    package var board: Float
    /// To those about other things that stand somewhere and are counted: cars, seats, other cities' bikes.
    package var elsewhere: Float
    /// To all that the guide answers, and to those of the passage that is likest.
    package var guide: Float
    package var passage: Float
    /// To all that nothing answers.
    package var beside: Float

    package init(
        live: Float,
        forecast: Float,
        board: Float,
        elsewhere: Float,
        guide: Float,
        passage: Float,
        beside: Float
    ) {
        (self.live, self.forecast, self.board, self.elsewhere) = (live, forecast, board, elsewhere)
        (self.guide, self.passage, self.beside) = (guide, passage, beside)
    }

    /// Nil where `match` knows no examples of routes.
    package init?(_ match: AskMatch) {
        guard let live = match.routes[QueryRoute.live.rawValue],
            let forecast = match.routes[QueryRoute.forecast.rawValue],
            let board = match.routes[QueryRoute.board.rawValue],
            let elsewhere = match.routes[QueryRoute.outOfScope.rawValue]
        else { return nil }
        self.init(
            live: live,
            forecast: forecast,
            board: board,
            elsewhere: elsewhere,
            guide: match.subject,
            passage: match.likeness.max() ?? 0,
            beside: match.beside
        )
    }
}
