/// A few Korean questions with the sentence that answers each in other words: what embedders and rerankers are tried on.
enum Paraphrases {
    struct Pair: Sendable {
        let question: String
        let answer: String
    }

    /// Hardly a word of a question stands in its answer; the answers are one another's wrong ones.
    static let pairs = [
        Pair(question: "돈 돌려받고 싶어요", answer: "이용권은 사용하기 전이라면 결제 취소와 환불을 신청할 수 있습니다."),
        Pair(question: "체인이 빠졌는데 누구한테 말해요", answer: "고장 난 자전거는 앱의 신고 메뉴나 고객센터로 접수해 주세요."),
        Pair(question: "세워둘 데가 꽉 찼어", answer: "거치대가 가득 찬 대여소에서는 옆 자전거에 연결하여 반납합니다."),
        Pair(question: "우리 애도 타도 되나", answer: "이용 가능한 연령은 만 13세 이상이며 보호자의 동의가 필요합니다."),
        Pair(question: "넘어져서 다쳤는데 병원비는", answer: "운행 중 상해를 입으면 공공자전거 보험으로 보상을 청구할 수 있습니다."),
        Pair(question: "핸드폰 번호 바꿨는데 로그인이 안 돼", answer: "회원 정보의 연락처를 변경한 뒤 본인 인증을 다시 하세요."),
        Pair(question: "지하철 타고 나서 갈아타면 뭐 줘?", answer: "대중교통 환승 시 마일리지가 적립됩니다."),
        Pair(question: "정해진 시간보다 오래 타버렸다", answer: "기본 이용 시간을 초과하면 추가 요금이 부과됩니다."),
    ]
}
