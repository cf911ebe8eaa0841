import Core
import RAGService
import Testing

@Suite struct LiveAnswererTests {
    private func ask(
        _ question: String,
        city: LiveCity = SmallCity.city(),
        later seconds: Int64 = 180
    ) -> Answer {
        let answerer = LiveAnswerer(city: city, clock: SmallCity.clock(secondsLater: seconds))
        let routed = QueryRouter { city.view?.resolver.knows($0) ?? false }.route(question)
        return answerer.answer(routed, question: question, language: AnswerLanguage(of: question))
    }

    @Test func `counts with their time and source`() {
        let answer = ask("망원역 근처에 지금 자전거 있어?")
        #expect(answer.outcome == .answered && answer.route == .live)
        #expect(answer.text.contains("망원역 1번출구 앞: 자전거 5대, 빈 거치대 10개"))
        #expect(answer.text.contains("9:00 기준, 3분 전 자료예요"))
        #expect(!answer.text.contains("모의 도시") && !answer.text.contains("오래되어"))
        #expect(answer.citations.map(\.kind) == [.live])
        #expect(answer.citations.first?.date == "2026-11-22T09:00:00+09:00")
        #expect(answer.citations.first?.quote.contains("망원역 1번출구 앞: bikes 5, docks_free 10") == true)
    }

    @Test func `a forecast in words with the model's version`() {
        let answer = ask("10분 뒤 여의도 대여소에 반납할 자리 있을까?")
        #expect(answer.route == .forecast && answer.outcome == .answered)
        #expect(answer.text.contains("반납할 자리가 있을 가능성 92%"))
        #expect(answer.text.contains("20261122-1"))
        #expect(answer.citations.map(\.kind) == [.live, .forecast])
        #expect(answer.citations.last?.modelVersion == "20261122-1")
        #expect(answer.citations.last?.date == "2026-11-22T09:00:20+09:00")
    }

    @Test(arguments: ["내일 아침 8시에 여의도 대여소에 자전거 있을까?", "모레 여의도 대여소에 반납할 자리 있을까?", "3시간 뒤 여의도에 자전거 있을까?"])
    func `what no forecast reaches is said first`(question: String) {
        let answer = ask(question)
        #expect(answer.route == .forecast && answer.outcome == .answered)
        #expect(answer.text.hasPrefix("그때까지는 예측할 수 없어요."))
        #expect(!answer.text.contains("1440분") && !answer.text.contains("180분"))
    }

    @Test func `a station's number is a place`() {
        #expect(ask("1255번 지금 몇 대").text.contains("롯데캐슬 앞: 자전거 6대"))
    }

    @Test func `English answers`() {
        let answer = ask("Will there be bikes at Mangwon Station in 20 minutes?")
        #expect(answer.language == .english && answer.route == .forecast)
        #expect(answer.text.contains("chance of a bike 75%"))
        #expect(answer.text.contains("5 bikes, 10 free docks"))
    }

    @Test func `stale data are called old`() {
        #expect(ask("망원역에 자전거 있어?", later: 3600).text.contains("오래되어 지금과 다를 수 있어요"))
    }

    @Test func `a simulated city is called that`() {
        let answer = ask("망원역에 자전거 있어?", city: SmallCity.city(source: "simulation"))
        #expect(answer.text.contains("모의 도시"))
        #expect(answer.citations.first?.source == "simulation")
    }

    @Test func `without data it says so and what to do`() {
        let answer = ask("망원역에 지금 자전거 있어?", city: LiveCity())
        #expect(answer.outcome == .unavailable && answer.citations.isEmpty)
        #expect(answer.text.contains("잠시 후"))
    }

    @Test func `without a forecast the present is told`() {
        let answer = ask("10분 뒤 망원역에 자전거 있을까?", city: SmallCity.city(hasForecast: false))
        #expect(answer.text.contains("예측 자료가 없어") && answer.citations.map(\.kind) == [.live])
    }

    @Test func `a district shows its fullest stations`() {
        let answer = ask("마포구에 지금 자전거 많은 대여소 알려줘")
        #expect(answer.live?.rows.first?.status.station.name == "합정역 1번출구 앞")
        #expect(answer.live?.rows.count == 5)
        let docks = ask("마포구에 지금 반납할 자리 많은 곳")
        #expect(docks.live?.rows.first?.status.docksFree == 14)
    }

    @Test func `a district is counted as a whole`() {
        let answer = ask("마포구에 지금 자전거 총 몇 대 있어?")
        #expect(answer.text.contains("마포구 대여소 6곳에 지금 자전거가 모두 21대, 반납할 자리가 46개 있어요."))
        #expect(answer.text.contains("자전거가 없는 곳은 1곳이에요."))
        let totals = answer.live?.totals
        #expect(totals?.stations == 6 && totals?.bikes == 21 && totals?.empty == 1 && totals?.full == 0)
        #expect(ask("마포구에 지금 반납할 자리 많은 곳").text.contains("반납할 자리가 없는 곳은 없어요. 반납할 자리가 가장 많은 곳:"))
        let english = ask("How many bikes are there in Mapo-gu now?").text
        #expect(
            english.contains("Stations in Mapo-gu: 6, with 21 bikes and 46 free docks now. Stations without a bike: 1.")
        )
    }

    @Test func `an exit is counted by itself`() {
        let answer = ask("망원역 1번 출구에 지금 자전거 있어?")
        #expect(answer.text.contains("망원역 1번출구 앞에 지금 자전거가 5대 있어요."))
        #expect(answer.live?.totals.stations == 1 && (answer.live?.rows.count ?? 0) > 1)
        // Stations around a place are shown and not counted.
        let near = ask("합정역 근처에 지금 자전거 있어?")
        #expect(near.live?.totals.stations == 2 && (near.live?.rows.count ?? 0) > 2)
        #expect(ask("Are there bikes at Mangwon Station now?").text.contains("There are 5 bikes at"))
    }

    @Test func `a district that bears a part of the name is said to be a guess`() {
        let answer = ask("송파역에 지금 자전거 있어?")
        #expect(answer.live?.place == "송파구")
        #expect(answer.text.hasPrefix("\"송파구\"(으)로 알아들었어요."))
    }

    @Test func `an unknown and an unclear place ask back`() {
        let unknown = ask("안드로메다역에 지금 자전거 있어?")
        #expect(unknown.outcome == .unclear && unknown.text.contains("안드로메다역"))
        let unclear = ask("롯데캐슬에 지금 자전거 있어?")
        #expect(unclear.outcome == .unclear && unclear.suggestions.count == 2)
        #expect(ask("지금 자전거 있어?").text.contains("어느 대여소"))
    }

    @Test func `a moment between the forecasts is said so`() {
        let answer = ask("80분 뒤 망원역에 자전거 있을까?")
        #expect(answer.text.contains("80분 뒤에 가장 가까운 예측 시각은 10:00이에요."))
    }

    @Test func `a forecast of another city is not used`() {
        let city = SmallCity.city(hasForecast: false)
        city.adopt(SmallCity.forecast(source: "boston"))
        #expect(ask("10분 뒤 망원역에 자전거 있을까?", city: city).citations.map(\.kind) == [.live])
    }
}
