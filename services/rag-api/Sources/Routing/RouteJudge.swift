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
        bias: -3.21,
        weights: [
            .live: 30.561, .forecast: 17.868, .board: -6.807, .elsewhere: 3.07, .guide: -3.089, .passage: -4.924,
            .beside: -36.066, .liveOverGuide: 2.641, .boardOverGuide: 0.306, .liveOverElsewhere: 3.907, .place: 2.832,
            .time: 0.803, .now: 0.308, .nearby: 1.606, .bikes: 0.033, .docks: 0.056, .availability: -0.277,
            .how: -1.291, .topic: -0.923, .otherVehicle: -4.527, .foreign: -4.066, .boardWords: -2.803,
            .greeting: -2.084, .length: 0.198,
        ]
    )
    static let shippedBoard = RouteModel(
        bias: -2.197,
        weights: [
            .live: -34.809, .board: 36.384, .elsewhere: -12.192, .guide: 10.492, .passage: -10.365, .beside: -0.074,
            .boardOverGuide: 4.065, .how: -1.116, .boardWords: 1.751, .length: 1.55,
        ]
    )
    static let shippedElsewhere = RouteModel(
        bias: 0.497,
        weights: [
            .live: -28.992, .forecast: -8.191, .board: -14.716, .elsewhere: 54.68, .guide: -45.866, .passage: 7.901,
            .beside: 13.693, .liveOverGuide: 2.366, .boardOverGuide: 0.255, .liveOverElsewhere: -5.864, .place: -0.373,
            .time: -0.059, .now: 1.684, .nearby: -0.466, .bikes: 0.159, .docks: 0.358, .availability: 0.805,
            .how: -2.846, .topic: -2.739, .otherVehicle: 3.368, .foreign: 2.249, .boardWords: 1.333, .greeting: -3.794,
            .length: 0.249,
        ]
    )
}
