import Glibc

/// A sign by which routes are told apart.
enum RouteSign: Sendable, CaseIterable {
    // Likenesses to examples; see `RouteLikeness`.
    case live, forecast, board, elsewhere, guide, passage, beside
    // How much liker examples are than the guide's likest passage, and than questions about other things: logarithms of ratios.
    case liveOverGuide
    case boardOverGuide
    case liveOverElsewhere
    // What stands in the question; see `QuestionSigns`.
    case place, time, now, nearby, bikes, docks, availability
    case how, topic
    case otherVehicle
    case foreign
    case boardWords
    case greeting
    /// The logarithm of its words.
    case length
}

/// What is known of a question before it is decided who answers it.
struct RouteSigns: Sendable, Equatable {
    let question: QuestionSigns
    let likeness: RouteLikeness

    init(_ question: QuestionSigns, _ likeness: RouteLikeness) {
        self.question = question
        self.likeness = likeness
    }

    /// Whether it is more like questions about the next hour than like those about now, though it names no time.
    var soundsAhead: Bool { likeness.forecast > 1.2 * likeness.live }

    subscript(sign: RouteSign) -> Double {
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
struct RouteModel: Sendable, Equatable {
    var bias: Double
    var weights: [RouteSign: Double]

    init(bias: Double, weights: [RouteSign: Double]) {
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
struct RouteJudge: Sendable {
    /// Bikes or docks, now or in a while.
    var live: RouteModel
    var board: RouteModel
    /// Like questions about stations or posts, and about something else.
    var elsewhere: RouteModel

    init(
        live: RouteModel = Self.shippedLive,
        board: RouteModel = Self.shippedBoard,
        elsewhere: RouteModel = Self.shippedElsewhere
    ) {
        self.live = live
        self.board = board
        self.elsewhere = elsewhere
    }

    /// What it makes of a question, for traces: the likenesses and how likely each route is.
    func account(_ signs: RouteSigns) -> [String] {
        let likeness = signs.likeness
        let figures: [(String, Double)] = [
            ("like live", Double(likeness.live)), ("like forecast", Double(likeness.forecast)),
            ("like board", Double(likeness.board)), ("like other things", Double(likeness.elsewhere)),
            ("like guide", Double(likeness.passage)), ("live", live.probability(signs)),
            ("board", board.probability(signs)), ("elsewhere", elsewhere.probability(signs)),
        ]
        return figures.map { "\($0) \(($1 * 1000).rounded() / 1000)" }
    }

    /// Signs that say something of posts.
    static let boardSigns: [RouteSign] = [
        .live, .board, .elsewhere, .guide, .passage, .beside, .boardOverGuide, .boardWords, .how, .length,
    ]
}

extension RouteJudge {
    // From `rag-api evaluate --fit`: practice questions and the odd halves of the project's own.
    static let shippedLive = RouteModel(
        bias: -3.22,
        weights: [
            .live: 31.098, .forecast: 16.952, .board: -6.416, .elsewhere: 2.484, .guide: -4.657, .passage: -4.573,
            .beside: -32.848, .liveOverGuide: 2.613, .boardOverGuide: 0.32, .liveOverElsewhere: 4.012, .place: 2.954,
            .time: 0.862, .now: 0.464, .nearby: 1.487, .bikes: -0.092, .docks: 0.094, .availability: -0.184,
            .how: -1.356, .topic: -0.875, .otherVehicle: -4.573, .foreign: -4.134, .boardWords: -3.056,
            .greeting: -2.037, .length: 0.124,
        ]
    )
    static let shippedBoard = RouteModel(
        bias: -2.185,
        weights: [
            .live: -33.839, .board: 36.751, .elsewhere: -14.665, .guide: 11.198, .passage: -10.404, .beside: -0.51,
            .boardOverGuide: 4.065, .how: -1.083, .boardWords: 1.816, .length: 1.549,
        ]
    )
    static let shippedElsewhere = RouteModel(
        bias: 0.571,
        weights: [
            .live: -28.939, .forecast: -8.176, .board: -14.933, .elsewhere: 54.123, .guide: -45.666, .passage: 8.172,
            .beside: 11.719, .liveOverGuide: 2.384, .boardOverGuide: 0.243, .liveOverElsewhere: -5.825, .place: -0.344,
            .time: -0.073, .now: 1.596, .nearby: -0.393, .bikes: 0.213, .docks: 0.489, .availability: 0.788,
            .how: -2.846, .topic: -2.748, .otherVehicle: 3.43, .foreign: 2.357, .boardWords: 1.48, .greeting: -3.842,
            .length: 0.254,
        ]
    )
}
