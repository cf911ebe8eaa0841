/// Fits the router's judge: which signs tell stations and posts from the rest.
struct RouteFit {
    typealias Sample = (signs: RouteSigns, route: QueryRoute)

    let samples: [Sample]
    /// Questions that nothing answers: neither of stations nor of posts, whether of something else is not known.
    let beside: [Sample]

    private func model(
        _ signs: [RouteSign],
        _ samples: [Sample],
        _ isRight: (QueryRoute) -> Bool
    ) -> RouteModel {
        let fit = LogisticFit(samples.map { sample in (signs.map { sample.signs[$0] }, isRight(sample.route)) })
        return RouteModel(bias: fit.bias, weights: Dictionary(zip(signs, fit.weights)) { first, _ in first })
    }

    /// The models, as they stand in ``RouteJudge``.
    var lines: [String] {
        let live = model(RouteSign.allCases, samples + beside) { $0 == .live || $0 == .forecast }
        let board = model(RouteJudge.boardSigns, samples + beside) { $0 == .board }
        let elsewhere = model(RouteSign.allCases, samples) { $0 == .outOfScope }
        return [("live", live), ("board", board), ("elsewhere", elsewhere)].flatMap { name, model in
            ["\(name): bias \(Self.rounded(model.bias))"]
                + RouteSign.allCases.compactMap { sign in
                    model.weights[sign].map { "  .\(sign): \(Self.rounded($0))," }
                }
        }
    }

    private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
