import Core

/// The sentences of live answers in both languages.
struct LiveWording {
    let language: AnswerLanguage

    init(_ language: AnswerLanguage) {
        self.language = language
    }

    private var isKorean: Bool { language == .korean }

    private func say(_ korean: String, _ english: String) -> String { isKorean ? korean : english }

    // MARK: Where there is no answer

    var noData: String {
        say(
            "지금은 실시간 대여소 자료를 받지 못하고 있어 답할 수 없어요. 잠시 후 다시 물어보시거나 지도 화면과 따릉이 앱에서 확인해 주세요.",
            "I have no live station data at the moment, so I cannot answer. Please ask again shortly, or check the map or the app."
        )
    }

    var whichPlace: String {
        say(
            "어느 대여소나 지역을 말씀하시는지 알려 주세요. 예: \"망원역 2번 출구\", \"마포구\", \"102번 대여소\".",
            "Which station or area do you mean? For example \"Mangwon Station Exit 2\", \"Mapo-gu\" or \"station 102\"."
        )
    }

    func unknownPlace(_ phrase: String) -> String {
        let shown = String(phrase.prefix(40))
        return say(
            "\"\(shown)\"에 해당하는 대여소를 찾지 못했어요. 역 이름, 대여소 번호나 구 이름으로 다시 물어봐 주세요.",
            "I could not find a station for \"\(shown)\". Try a subway station, a station number or a district."
        )
    }

    func ambiguous(_ phrase: String, choices: [String]) -> String {
        let list = choices.map { "- \($0)" }.joined(separator: "\n")
        let shown = String(phrase.prefix(40))
        return say(
            "\"\(shown)\"에 맞는 곳이 여러 군데예요. 어디를 말씀하시나요?\n\(list)",
            "Several places match \"\(shown)\". Which one do you mean?\n\(list)"
        )
    }

    /// Questions about stations of this city.
    func examples(_ view: LiveCity.View) -> [String] {
        // One with bikes, so that the answer is no disappointment.
        guard let name = view.snapshot.stations.max(by: { $0.bikes < $1.bikes })?.station.name else { return [] }
        let now = say("\(name)에 지금 자전거 있어?", "Are there bikes at \(name) now?")
        guard view.forecast != nil else { return [now] }
        return [now, say("10분 뒤 \(name)에 반납할 자리 있을까?", "Will there be a free dock at \(name) in 10 minutes?")]
    }

    func followUps(_ route: QueryRoute) -> [String] {
        route == .live
            ? [say("10분 뒤에는?", "And in 10 minutes?"), say("반납할 자리는?", "Are there free docks?")]
            : [say("지금은?", "And now?")]
    }

    // MARK: The answer

    func understood(_ place: String) -> String {
        say("\"\(place)\"(으)로 알아들었어요.", "I took that as \"\(place)\".")
    }

    func missingExit(_ exit: Int, place: String) -> String {
        say(
            "\(place) \(exit)번 출구에는 대여소가 없어 같은 역의 다른 대여소를 알려 드려요.",
            "There is no station at exit \(exit) of \(place); these are the others there."
        )
    }

    var noForecast: String {
        say("지금은 예측 자료가 없어 현재 상황만 알려 드려요.", "There is no forecast at the moment; this is the present state.")
    }

    func headline(_ place: String, want: StationWant, _ totals: LiveFacts.Totals) -> String {
        let count = want == .bikes ? totals.bikes : totals.docksFree
        let thing = want == .bikes ? say("자전거", "bikes") : say("반납할 자리", "free docks")
        if count == 0 {
            return say(
                "\(place)에는 지금 \(thing)가 없어요.",
                "There are no \(thing) at \(place) right now."
            )
        }
        let unit = want == .bikes ? "대" : "개"
        guard totals.stations > 1 else {
            return say(
                "\(place)에 지금 \(thing)가 \(count)\(unit) 있어요.",
                "There \(count == 1 ? "is" : "are") \(counted(count, want)) at \(place) now."
            )
        }
        return say(
            "\(place)에 지금 \(thing)가 모두 \(count)\(unit) 있어요 (대여소 \(totals.stations)곳).",
            "There \(count == 1 ? "is" : "are") \(counted(count, want)) at \(place) now (\(totals.stations) stations)."
        )
    }

    private func counted(_ count: Int, _ want: StationWant) -> String {
        "\(count) \(want == .bikes ? "bike" : "free dock")\(count == 1 ? "" : "s")"
    }

    func districtHeadline(_ district: String, want: StationWant, _ totals: LiveFacts.Totals) -> String {
        let without = want == .bikes ? totals.empty : totals.full
        let thing = want == .bikes ? say("자전거", "bike") : say("반납할 자리", "free dock")
        let all = say(
            "\(district) 대여소 \(totals.stations)곳에 지금 자전거가 모두 \(totals.bikes)대, 반납할 자리가 \(totals.docksFree)개 있어요.",
            "Stations in \(DistrictNames.english(district)): \(totals.stations), with \(totals.bikes) bikes and \(totals.docksFree) free docks now."
        )
        let none =
            without == 0
            ? say("\(thing)가 없는 곳은 없어요.", "Every one has a \(thing).")
            : say("\(thing)가 없는 곳은 \(without)곳이에요.", "Stations without a \(thing): \(without).")
        return "\(all) \(none) " + say("\(thing)가 가장 많은 곳:", "Those with the most \(thing)s:")
    }

    func forecastHeadline(_ place: String, want: StationWant, asked: Int) -> String {
        say(
            "\(place)의 \(asked)분 뒤 \(want == .bikes ? "자전거" : "반납할 자리") 예측이에요.",
            "Forecast of \(want == .bikes ? "bikes" : "free docks") at \(place) in \(asked) minutes."
        )
    }

    func station(_ status: StationStatus, meters: Double?) -> String {
        let distance =
            meters.flatMap { $0 >= 50 ? $0 : nil }.map { say(" (\(Self.rounded($0)) m)", " (\(Self.rounded($0)) m)") }
            ?? ""
        return say(
            "\(status.station.name)\(distance): 자전거 \(status.bikes)대, 빈 거치대 \(status.docksFree)개",
            "\(status.station.name)\(distance): \(status.bikes) bikes, \(status.docksFree) free docks"
        )
    }

    func forecast(_ point: PointForecast, minutes: Int, want: StationWant) -> String {
        let bikes = (Double(point.bikes) * 10).rounded() / 10
        let chance = Self.percent(1 - Double(want == .bikes ? point.pEmpty : point.pFull))
        return say(
            "예상 자전거 약 \(bikes)대, \(want == .bikes ? "빌릴 자전거가" : "반납할 자리가") 있을 가능성 \(chance)",
            "about \(bikes) bikes expected, chance of \(want == .bikes ? "a bike" : "a free dock") \(chance)"
        )
    }

    var noPoint: String { say("예측 없음", "no forecast") }

    func age(_ facts: LiveFacts, now: Timestamp) -> String {
        let time = Self.clockText(facts.snapshot.observedAt, facts.snapshot.utcOffsetSeconds)
        return say(
            "\(time) 기준, \(ageText(facts.ageSeconds)) 자료예요 (출처: \(sourceName(facts.snapshot.source))).",
            "As of \(time), \(ageText(facts.ageSeconds)) (source: \(sourceName(facts.snapshot.source)))."
        )
    }

    var stale: String {
        say("자료가 오래되어 지금과 다를 수 있어요.", "These data are old and may no longer be right.")
    }

    func forecastSource(_ header: ForecastHeader, minutes: Int) -> String {
        let made = Self.clockText(header.madeAt, header.utcOffsetSeconds)
        return say(
            "예측은 \(made)에 모델 \(header.modelVersion)이(가) 만들었어요.",
            "The forecast was made at \(made) by model \(header.modelVersion)."
        )
    }

    /// Before a forecast that stands in for one that is asked for and cannot be made.
    func tooFar(_ minutes: Int) -> String {
        say(
            "그때까지는 예측할 수 없어요. 가장 먼 \(minutes)분 뒤의 예측을 보여 드려요.",
            "That is further ahead than forecasts reach. Here is the furthest, \(minutes) minutes ahead."
        )
    }

    /// Says so where the moment that was forecast is not the one asked for.
    func horizonNote(asked: Int, facts: LiveFacts, now: Timestamp) -> String? {
        guard let header = facts.forecast, let minutes = facts.minutes else { return nil }
        let at = header.basedOn.advanced(bySeconds: Int64(minutes * 60))
        guard abs(at.secondsSince(now) / 60 - Double(asked)) > 7.5 else { return nil }
        let time = Self.clockText(at, header.utcOffsetSeconds)
        return say(
            "\(asked)분 뒤에 가장 가까운 예측 시각은 \(time)이에요.",
            "The forecast closest to \(asked) minutes ahead is for \(time)."
        )
    }

    // MARK: Where it comes from

    var liveTitle: String { say("실시간 대여소 현황", "Live station status") }

    func forecastTitle(_ minutes: Int) -> String { say("\(minutes)분 뒤 예측", "Forecast, \(minutes) minutes ahead") }

    func isSimulated(_ source: String) -> Bool { source.lowercased().hasPrefix("simul") }

    var simulation: String {
        say(
            "주의: 이 자료는 실제 서울이 아니라 모의 도시의 것이에요.",
            "Note: these data come from a simulated city, not from the real Seoul."
        )
    }

    private func sourceName(_ source: String) -> String {
        isSimulated(source) ? say("모의 도시", "simulated city") : source
    }

    private func ageText(_ seconds: Double) -> String {
        let minutes = Int(seconds / 60)
        if minutes < 1 { return say("방금 나온", "just now") }
        if minutes < 120 { return say("\(minutes)분 전", "\(minutes) minute\(minutes == 1 ? "" : "s") old") }
        return say("\(minutes / 60)시간 전", "\(minutes / 60) hours old")
    }

    private static func clockText(_ time: Timestamp, _ offset: Int) -> String {
        let civil = CivilTime(time, utcOffsetSeconds: offset)
        return "\(civil.hour):\(civil.minute < 10 ? "0" : "")\(civil.minute)"
    }

    private static func percent(_ share: Double) -> String {
        // Nothing is certain: 99 and 1 are the ends.
        "\(min(99, max(1, Int((share * 100).rounded()))))%"
    }

    private static func rounded(_ meters: Double) -> Int { Int((meters / 10).rounded()) * 10 }
}
