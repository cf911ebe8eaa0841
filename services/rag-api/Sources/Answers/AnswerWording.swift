/// Fixed sentences of the assistant in both languages.
struct AnswerWording {
    let language: AnswerLanguage

    init(_ language: AnswerLanguage) {
        self.language = language
    }

    private func say(_ korean: String, _ english: String) -> String { language == .korean ? korean : english }

    var refusal: String {
        say(
            "그 질문은 제가 가진 자료로는 답을 모르겠어요. 아래와 같은 것은 알려 드릴 수 있어요.",
            "I do not know: nothing in my documents answers that. These are things I can help with."
        )
    }

    var outOfScope: String {
        say(
            "저는 따릉이(서울 공공자전거)에 관한 질문만 답할 수 있어요.",
            "I can only answer questions about Ttareungi, Seoul's public bikes."
        )
    }

    var greeting: String {
        say(
            "안녕하세요! 따릉이 이용 방법, 대여소의 지금 상황과 잠시 뒤 예측을 알려 드려요. 무엇이 궁금하세요?",
            "Hello! I can tell you how Ttareungi works, what is at the stations now and what to expect in a while."
        )
    }

    var thanks: String { say("천만에요. 안전하게 타세요!", "You are welcome. Ride safely!") }

    var noPosts: String {
        say("그에 관한 게시글을 찾지 못했어요.", "I found no post on the board about that.")
    }

    var boardLead: String {
        say("게시판에 이용자가 쓴 글이에요. 공식 안내가 아니에요.", "These are posts by riders on the board, not official information.")
    }

    /// Before the guide's words beside an answer from live data.
    var besideLead: String { say("안내에는 이렇게 나와 있어요.", "The guide says:") }

    /// Questions the guide answers.
    var examples: [String] {
        language == .korean
            ? ["따릉이는 어떻게 빌려요?", "일일권 요금이 얼마예요?"] : ["How do I rent a bike?", "How much is a day pass?"]
    }
}
