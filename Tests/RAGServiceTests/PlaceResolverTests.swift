import Core
import RAGService
import Testing

@Suite struct PlaceResolverTests {
    private let resolver = PlaceResolver(SmallCity.snapshot().stations.map(\.station))

    private func names(_ phrase: String, question: String = "") -> [String] {
        resolver.resolve(phrase: phrase, question: question)?.rows.map { resolver.stations[$0].name } ?? []
    }

    @Test(arguments: [
        ("망원역", "망원역 1번출구 앞"), ("망원역 2번 출구", "망원역 2번출구 앞"), ("망원역2번출구", "망원역 2번출구 앞"), ("망원", "망원역 1번출구 앞"),
        ("102번", "망원역 1번출구 앞"), ("ST-20", "잠실역 2번출구"), ("st-20", "잠실역 2번출구"), ("1210번 대여소", "잠실역 2번출구"),
        ("건대", "건대입구역 사거리"), ("여의나루", "여의나루역 1번출구 앞"), ("여의도", "여의도역 4번출구 옆"), ("서울숲역", "서울숲역 4번 출구 옆"),
        ("국회의원회관", "국회의원회관"), ("경복궁", "경복궁역 7번출구 앞"), ("마포구청역", "마포구청역"), ("뚝섬유원지", "뚝섬유원지역 1번출구 앞"),
    ])
    func `names, numbers, exits and nicknames`(phrase: String, name: String) {
        #expect(names(phrase).first == name)
    }

    @Test(arguments: [
        ("망훤역", "망원역 1번출구 앞"), ("망원녁", "망원역 1번출구 앞"), ("합졍역", "합정역 1번출구 앞"), ("여의나룰역", "여의나루역 1번출구 앞"),
        ("뚝섬유원찌역", "뚝섬유원지역 1번출구 앞"), ("국회으원회관", "국회의원회관"), ("경복긍역", "경복궁역 7번출구 앞"), ("왕싶리역", "왕십리역 2번출구"),
    ])
    func `typing errors`(phrase: String, name: String) {
        #expect(names(phrase).first == name)
        #expect((resolver.resolve(phrase: phrase, question: phrase)?.similarity ?? 1) < 1)
    }

    @Test(arguments: [
        ("mangwon station exit 2", "망원역 2번출구 앞"), ("mangwon", "망원역 1번출구 앞"), ("Yeouido Station", "여의도역 4번출구 옆"),
        ("wangsimni station", "왕십리역 2번출구"), ("city hall station", "시청역 1번출구 뒤"), ("seoul forest", "서울숲역 4번 출구 옆"),
        ("hapjeong", "합정역 1번출구 앞"), ("mangwom station", "망원역 1번출구 앞"), ("station 103", "망원역 2번출구 앞"),
    ])
    func `English spellings`(phrase: String, name: String) {
        #expect(names(phrase).first == name)
    }

    @Test(arguments: ["마포구", "Mapo-gu", "mapo", "마포"])
    func `districts`(phrase: String) {
        let place = resolver.resolve(phrase: phrase, question: phrase)
        #expect(place?.kind == .district && place?.label == "마포구")
        #expect(place?.rows.count == 6)
    }

    @Test func `a name of two places far apart is a choice`() {
        let place = resolver.resolve(phrase: "롯데캐슬", question: "롯데캐슬")
        #expect(place?.kind == .ambiguous)
        #expect(place?.choices == ["롯데캐슬 앞 (영등포구)", "롯데캐슬 앞 (송파구)"])
    }

    @Test func `an exit without a station is said so`() {
        let place = resolver.resolve(phrase: "망원역 7번출구", question: "")
        #expect(place?.missingExit == 7)
        #expect(place?.rows.count == 2)
    }

    @Test func `a question without blanks holds its place`() {
        #expect(names("망원역", question: "망원역에자전거있어").first == "망원역 1번출구 앞")
        #expect(resolver.spot(in: "망원역2번출구에자전거몇대있어") == "망원역2번출구")
        #expect(resolver.knows("여의나루에따릉이남았나"))
    }

    @Test(arguments: ["아무데도없는곳", "안드로메다", "zzzzz", "ㅁ", "", "뷁뷁뷁뷁"])
    func `what names nothing finds nothing`(phrase: String) {
        #expect(resolver.resolve(phrase: phrase, question: phrase) == nil)
    }

    @Test func `questions that name no place know none`() {
        for question in ["따릉이 어떻게 빌려요?", "반납을 못 했어요", "환불 규정 알려줘", "How do I return a bike?"] {
            #expect(resolver.spot(in: question) == nil)
        }
    }

    @Test(arguments: [
        ("왕십리", "wangsimni"), ("종로", "jongno"), ("신림", "sillim"), ("선릉", "seolleung"), ("독립문", "dongnimmun"),
        ("여의도", "yeouido"), ("강남역", "gangnamyeok"), ("한강공원", "hanganggongwon"), ("합정", "hapjeong"),
        ("뚝섬", "ttukseom"),
    ])
    func `Hangul in Latin letters`(korean: String, latin: String) {
        #expect(Romanisation.latin(korean) == latin)
    }

    @Test func `a slip of a finger is one difference`() {
        #expect(EditDistance.between(Hangul.keystrokes("망원역"), Hangul.keystrokes("망훤역"), limit: 3) == 1)
        #expect(EditDistance.between(Hangul.keystrokes("합정역"), Hangul.keystrokes("합졍역"), limit: 3) == 1)
        #expect(EditDistance.between(Hangul.keystrokes("가나"), Hangul.keystrokes("다라마바"), limit: 2) == nil)
    }
}
