/// The words by which questions are told apart. Korean parts are matched inside words, English ones as whole words.
enum RouteWords {
    /// Things whose number at a station changes.
    static let bikes = [
        "자전거", "따릉이", "따릉", "잔여", "몇 대", "몇대", "몇개", "몇 개", "남은 거", "남은거", "탈 거", "탈거", "탈 게", "탈게", "탈 것", "한 대",
        "두 대", "대수", "타고 갈", "탈 만한 거", "탈만한",
    ]
    static let docks = [
        "반납", "거치대", "빈자리", "빈 자리", "자리", "빈 거치", "세울 곳", "세울곳", "댈 곳", "꽉", "만차",
    ]
    static let englishBikes = ["bike", "bikes", "bicycle", "bicycles", "ttareungi", "ddareungi"]
    static let englishDocks = [
        "dock", "docks", "rack", "racks", "return", "park", "space", "spaces", "slot", "slots", "full", "spot",
    ]
    /// Whether there is any.
    static let availability = [
        "있어", "있나", "있니", "있을까", "있냐", "있는지", "있는가", "있음", "있남", "있을라", "있습니까", "있죠", "있지", "있을지", "남았", "남아", "남은",
        "남을", "몇",
        "없어?", "없나", "없을까", "없니", "비었", "비어", "꽉", "만차", "가득", "탈 수", "탈수", "빌릴 수", "빌릴수", "되나", "될까", "가능할까",
        "가능해", "얼마나", "상황", "현황", "상태", "많아", "많나", "많을까", "충분", "대수", "여유", "돼?", "돼요", "널널", "텅", "있으려나", "있을려나",
        "이쓸", "남으려나", "남을", "되려나", "알려줘", "보여줘", "가까운",
    ]
    static let englishAvailability = [
        "any", "many", "available", "availability", "left", "is", "are", "free", "full", "empty", "will", "can",
        "find", "nearest", "closest", "enough", "get", "show", "have", "has",
    ]
    static let now = ["지금", "현재", "실시간", "방금", "당장", "요즘말고", "이 시각", "이시각"]
    static let englishNow = ["now", "currently", "live", "right", "moment", "today"]
    /// Asking how, what, why, how much.
    static let guide = [
        "어떻게", "어떡", "어캐", "어케", "방법", "하려면", "절차", "왜 ", "이유", "요금", "가격", "얼마예요", "얼마야", "얼마에요", "얼마인", "얼마죠",
        "비용", "뭐야", "뭔가요", "무엇", "무슨", "이란", "차이", "규정", "규칙", "벌금", "과태료", "환불", "결제", "이용권", "정기권", "일일권", "가입",
        "탈퇴", "회원", "비밀번호", "로그인", "보험", "고장", "헬멧", "나이", "연령", "몇 살", "몇살", "마일리지", "환승", "분실", "도난", "문의",
        "고객센터", "전화번호", "쿠폰", "추가요금", "초과", "연체", "미납", "시간은", "몇 시까지", "운영", "누가", "언제부터", "언제까지", "새싹",
        "큐알",
        "qr", "외국인", "여권", "비회원", "음주", "동승", "두 명", "둘이", "무게", "마다", "바뀌", "뜻", "업데이트", "정확", "믿을", "도 되", "도 돼",
        "도 괜찮", "도되", "도돼", "면 안", "면안", "생기나", "생길", "만들",
    ]
    /// What guides speak of and live questions mention too.
    static let guideTopics = [
        "해야", "하면 ", "되면", "으면", "카드", "사고", "신고", "잠금", "열쇠", "앱이", "앱에서", "인도", "차도", "횡단보도", "아이", "바구니", "부딪",
        "다쳤", "넘어", "펑크", "체인", "설치", "요청", "겨울", "눈 오", "비 오", "비가", "지하철에",
    ]
    /// What else stands at stations and is counted.
    static let otherVehicles = ["킥보드", "택시", "버스", "기차", "열차", "지하철", "지쿠", "라임", "카카오바이크", "일레클", "전동휠"]
    /// Bikes by name, or as something to ride on.
    static let rides = ["자전거", "따릉", "탈 게", "탈 거", "탈게", "탈거", "탈 것", "타고 갈"]
    static let englishOtherVehicles = [
        "scooter", "scooters", "taxi", "taxis", "train", "trains", "bus", "buses", "lime", "subway", "car",
    ]
    static let englishGuide = [
        "how", "why", "what", "cost", "costs", "price", "fare", "fares", "fee", "fees", "refund", "pay", "payment",
        "rule", "rules", "insurance", "accident", "helmet", "age", "old", "account", "password", "register", "sign",
        "ticket", "pass", "broken", "report", "lost", "stolen", "allowed", "should", "must", "foreigner",
        "foreigners", "tourist", "passport", "card", "app", "overdue", "penalty",
    ]
    static let board = [
        "게시판", "게시글", "댓글", "후기", "제보", "올라온", "사람들이 뭐", "다른 사람들", "이용자들", "글 있", "불만 글", "글 찾", "커뮤니티", "라이더들",
        "글 좀", "글 없", "글 올", "올린 글", "쓴 글", "글이 있", "글 찾", "다른 분들", "신고한 사람", "신고된", "신고 들어", "불편 글", "평이 ", "평가",
    ]
    static let englishBoard = [
        "board", "posts", "post", "posted", "comments", "comment", "reviews", "community", "forum", "complaints",
        "complained", "other riders", "anyone reported", "people say", "people saying", "riders say",
    ]
    /// What one does with a board oneself, which is a question on how it works.
    static let boardUse = [
        "쓰려", "쓰는 법", "쓸 수", "쓸수", "올리려", "올릴 수", "올리는", "지우", "지울", "삭제", "수정", "작성하", "어떻게", "가입", "차단", "신고하",
    ]
    static let englishBoardUse = [
        "write", "delete", "edit", "upload", "attach", "create", "sign", "how do i", "how to", "can i",
    ]
    static let greetings = [
        "안녕", "고마워", "고맙", "감사", "반가", "하이", "헬로", "너 누구", "넌 누구", "누구세요", "누구니", "이름이 뭐", "뭐 할 수", "뭘 할 수", "무엇을 할 수",
        "잘 자", "잘가", "잘 가", "땡큐", "ㄱㅅ", "ㅂㅇ", "수고", "미안", "ㅎㅇ", "ㅋㅋ", "ㅎㅎ", "도와줘", "도움말",
    ]
    static let thanks = ["고마", "고맙", "감사", "땡큐", "ㄱㅅ"]
    static let englishThanks = ["thanks", "thank", "thx"]
    static let englishGreetings = [
        "hi", "hello", "hey", "thanks", "thank", "thx", "bye", "goodbye", "morning", "evening", "who are you",
        "what can you do", "help",
    ]
    /// What belongs to the service at all.
    static let domain = [
        // Whoever was hit by a taxi asks about the accident, not about taxis.
        "사고", "부딪", "치였", "다쳤", "다쳐", "넘어졌",
        "따릉", "자전거", "대여", "반납", "이용권", "거치", "대여소", "정류소", "앱", "페달", "안장", "타이어", "라이딩", "공공자전거", "서울시설공단", "타고",
        "탈 수", "타면", "헬멧", "qr", "빌려", "빌리", "빌린",
    ]
    static let englishDomain = [
        "accident", "crash", "crashed", "injured", "hurt", "collided",
        "bike", "bikes", "bicycle", "ttareungi", "ddareungi", "rent", "rental", "renting", "station", "stations",
        "dock", "docks", "ride", "riding", "helmet", "cycling", "return", "pass",
    ]
    /// Other people's business.
    static let foreign = [
        "날씨", "비 와", "비와?", "기온", "카페", "식당", "배고", "점심", "저녁밥", "화장실", "주차장", "편의점", "병원", "약국", "공연", "콘서트", "숙소",
        "미세먼지", "주식",
        "코인", "비트코인", "로또", "맛집", "영화", "노래", "대통령", "축구", "야구", "요리", "레시피", "번역", "코드 짜", "코드짜", "파이썬", "프로그램 짜",
        "연애", "운세", "환율", "부동산", "수학", "방정식", "농담", "시 써", "소설", "몇 도", "시스템 프롬프트", "이전 지시", "지시를 무시", "비행기", "기차표",
        "호텔",
    ]
    static let englishForeign = [
        "weather", "lunch", "dinner", "food", "hungry", "coffee", "cafe", "parking", "stock", "stocks", "bitcoin",
        "recipe", "movie", "president", "football", "poem", "joke", "translate", "python", "code", "prompt",
        "ignore", "flight", "hotel", "restaurant", "restaurants",
    ]
    static let nearby = ["근처", "주변", "가까운", "부근", "인근", "옆에", "쪽에", "쪽", "근방"]
    static let englishNearby = ["near", "nearby", "around", "close", "closest", "nearest", "by"]
}
