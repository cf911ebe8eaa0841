import Glibc

/// A sign by which routes are told apart.
package enum RouteSign: String, Sendable, CaseIterable {
    // Likenesses to examples; see `RouteLikeness`.
    case live, forecast, board, elsewhere, guide, passage, beside
    // How much liker examples are than the guide's likest passage, and than questions about other things: logarithms of ratios.
    case liveOverGuide = "live_over_guide"
    case boardOverGuide = "board_over_guide"
    case liveOverElsewhere = "live_over_elsewhere"
    // What stands in the question; see `QuestionSigns`.
    case place, time, now, nearby, bikes, docks, availability
    case how, topic
    case otherVehicle = "other_vehicle"
    case foreign
    case boardWords = "board_words"
    case boardUse = "board_use"
    case greeting
    /// The logarithm of its words.
    case length
}

/// What is known of a question before it is decided who answers it.
package struct RouteSigns: Sendable, Equatable {
    let question: QuestionSigns
    let likeness: RouteLikeness

    init(_ question: QuestionSigns, _ likeness: RouteLikeness) {
        self.question = question
        self.likeness = likeness
    }

    package subscript(sign: RouteSign) -> Double {
        switch sign {
        case .live: Double(likeness.live)
        case .forecast: Double(likeness.forecast)
        case .board: Double(likeness.board)
        case .elsewhere: Double(likeness.elsewhere)
        case .guide: Double(likeness.guide)
        case .passage: Double(likeness.passage)
        case .beside: Double(likeness.beside)
        case .liveOverGuide: Self.ratio(max(likeness.live, likeness.forecast), likeness.passage)
        case .boardOverGuide: Self.ratio(likeness.board, likeness.passage)
        case .liveOverElsewhere: Self.ratio(max(likeness.live, likeness.forecast), likeness.elsewhere)
        case .place: question.namesPlace ? 1 : 0
        case .time: question.time == nil ? 0 : 1
        case .now: question.asksNow ? 1 : 0
        case .nearby: question.isNearby ? 1 : 0
        case .bikes: question.asksBikes ? 1 : 0
        case .docks: question.asksDocks ? 1 : 0
        case .availability: question.asksAvailability ? 1 : 0
        case .how: question.asksHow ? 1 : 0
        case .topic: question.touchesGuide ? 1 : 0
        case .otherVehicle: question.asksOtherVehicle ? 1 : 0
        case .foreign: question.isForeign ? 1 : 0
        case .boardWords: question.asksBoard ? 1 : 0
        case .boardUse: question.usesBoard ? 1 : 0
        case .greeting: question.greets ? 1 : 0
        case .length: log(1 + Double(question.wordCount))
        }
    }
}

extension RouteSigns {
    /// Likenesses near 0 are as good as none.
    private static func ratio(_ own: Float, _ other: Float) -> Double { Double(log((own + 0.02) / (other + 0.02))) }
}

/// A logistic model of some signs of a question.
package struct RouteModel: Sendable, Equatable {
    package var bias: Double
    package var weights: [RouteSign: Double]

    package init(bias: Double, weights: [RouteSign: Double]) {
        self.bias = bias
        self.weights = weights
    }

    func probability(_ signs: RouteSigns) -> Double {
        // In the order of the signs: the same question always gives the same number.
        let sum = RouteSign.allCases.reduce(bias) { $0 + (weights[$1] ?? 0) * signs[$1] }
        return 1 / (1 + exp(-sum))
    }
}

/// Tells questions about stations and about posts from those the guide answers.
package struct RouteJudge: Sendable {
    /// Bikes or docks, now or in a while.
    package var live: RouteModel
    package var board: RouteModel
    /// Like questions about stations or posts, and about something else.
    package var elsewhere: RouteModel

    package init(
        live: RouteModel = Self.shippedLive,
        board: RouteModel = Self.shippedBoard,
        elsewhere: RouteModel = Self.shippedElsewhere
    ) {
        self.live = live
        self.board = board
        self.elsewhere = elsewhere
    }

    /// Signs that say something of posts.
    package static let boardSigns: [RouteSign] = [
        .live, .board, .elsewhere, .guide, .passage, .beside, .boardOverGuide, .boardWords, .boardUse, .how, .length,
    ]
}

extension RouteJudge {
    // From `rag-api evaluate --fit`: practice questions and the odd halves of the project's own.
    package static let shippedLive = RouteModel(
        bias: -2.826,
        weights: [
            .live: 30.173, .forecast: 17.671, .board: -5.499, .elsewhere: 3.447, .guide: -0.512, .passage: -4.835,
            .beside: -39.633, .liveOverGuide: 2.592, .boardOverGuide: 0.372, .liveOverElsewhere: 4.025, .place: 2.756,
            .time: 0.488, .now: 0.443, .nearby: 1.437, .bikes: 0.005, .docks: 0.12, .availability: -0.201, .how: -1.411,
            .topic: -0.951, .otherVehicle: -4.419, .foreign: -4.245, .boardWords: -3.162, .boardUse: -0.02,
            .greeting: -2.239, .length: 0.155,
        ]
    )
    package static let shippedBoard = RouteModel(
        bias: -2.235,
        weights: [
            .live: -34.954, .board: 46.078, .elsewhere: -15.102, .guide: 7.686, .passage: -6.528, .beside: -13.038,
            .boardOverGuide: 3.9, .how: -0.69, .boardWords: 0.63, .boardUse: -2.276, .length: 1.642,
        ]
    )
    package static let shippedElsewhere = RouteModel(
        bias: -1.419,
        weights: [
            .live: -24.865, .forecast: -8.968, .board: -11.894, .elsewhere: 65.218, .guide: -39.418, .passage: 15.54,
            .beside: -18.609, .liveOverGuide: 2.358, .boardOverGuide: 0.664, .liveOverElsewhere: -2.678, .place: 0.303,
            .time: -1.037, .now: 1.904, .nearby: -0.998, .bikes: 0.173, .docks: 0.144, .availability: 0.958,
            .how: -2.798, .topic: -1.472, .otherVehicle: 1.953, .foreign: 1.755, .boardWords: 1.925, .boardUse: -0.552,
            .greeting: -3.4, .length: 0.571,
        ]
    )
}
