import Retrieval

/// Passages and questions that several suites look at.
enum Samples {
    static let texts: [(id: String, text: String)] = [
        ("fares#0", "일일권은 1시간권 1,000원과 2시간권 2,000원 두 가지이다. 기본 시간을 넘기면 5분마다 200원의 추가 요금이 붙는다."),
        ("fares#1", "정기권은 7일, 30일, 180일, 365일 중에서 고른다. 하루에 여러 번 타도 요금은 같다."),
        ("return#0", "이용을 마치면 가까운 대여소의 거치대에 반납한다. 잠금장치를 당겨 잠그면 반납이 끝난다."),
        ("return#1", "거치대가 가득 차 있으면 다른 자전거에 이어 걸어 연결 반납을 할 수 있다."),
        ("refund#0", "사용하지 않은 이용권은 구매한 날부터 7일 안에 전액 환불된다. 환불은 앱의 내 정보 화면에서 신청한다."),
        ("fault#0", "타이어 펑크나 브레이크 이상은 고장 신고 화면에서 접수하고 자전거를 대여소에 둔다."),
        ("age#0", "따릉이는 만 13세 이상부터 탈 수 있다. 새싹따릉이는 바퀴가 작아 어린 이용자에게 맞는다."),
        ("accident#0", "사고가 나면 먼저 119와 112에 알리고 고객센터에 연락한다. 보험으로 치료비를 보상받을 수 있다."),
        ("weather#0", "폭우나 폭설에는 안전을 위해 대여를 멈출 수 있다. 안내는 앱과 누리집에 올라온다."),
        (
            "english#0",
            "Foreign visitors buy a pass in the app with an overseas card. No Korean phone number is needed."
        ),
    ]

    static let passages: [Passage] = texts.map { id, text in
        Passage(
            id: id,
            documentID: String(id.prefix { $0 != "#" }),
            text: text,
            language: id.hasPrefix("english") ? "en" : "ko"
        )
    }

    /// Passages that look like text, each different, the same for each number.
    static func passages(_ count: Int, seed: UInt64 = 1) -> [Passage] {
        var random = Random(seed)
        let words = [
            "자전거", "대여소", "반납", "요금", "이용권", "환불", "한강", "여의도", "망원역", "서울", "시간", "정류소", "고장", "신고", "보험",
            "사고", "안전모", "거치대", "잠금", "회원", "비회원", "결제", "카드", "앱", "지도", "출퇴근", "공원", "다리", "강변", "야간",
        ]
        let endings = ["은", "는", "을", "이", "에서", "으로", "의", "까지", "하고", "입니다", "한다", "되었다", "하면", ""]
        return (0..<count).map { number in
            let text = (0..<(5 + random.next(30))).map { _ in
                words[random.next(words.count)] + endings[random.next(endings.count)]
            }
            return Passage(
                id: "p\(number)#0",
                documentID: "p\(number)",
                title: words[random.next(words.count)],
                text: text.joined(separator: " ") + " \(random.next(500)).",
                keywords: random.next(3) == 0 ? words[random.next(words.count)] : "",
                language: random.next(4) == 0 ? "en" : "ko",
                kind: ["guide", "rule", "post"][random.next(3)],
                district: random.next(2) == 0 ? nil : ["마포구", "영등포구"][random.next(2)],
                date: random.next(5) == 0 ? nil : "2024-0\(1 + random.next(9))-15"
            )
        }
    }

    static let questions = [
        "자전거 반납은 어디에서 하나요?", "여의도대여소요금", "보험이 있나요", "이용권 환불 12", "한강 공원 야간", "card 결제", "",
    ]
}

/// Numbers that look random and are always the same.
struct Random {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }

    /// A vector of length one.
    mutating func vector(_ dimensions: Int) -> [Float] {
        let values = (0..<dimensions).map { _ in Float(next(2_001) + next(2_001)) - 2_000 }
        let length = values.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
        return values.map { $0 / max(length, 1) }
    }
}
