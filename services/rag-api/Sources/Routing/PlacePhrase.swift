/// Finds the words of a question that name a place by taking away everything that is known not to.
package enum PlacePhrase {
    /// What is left of `question`; nil where that is nothing.
    package static func extract(from question: String) -> String? {
        var text = " " + question.lowercased() + " "
        for symbol in ["?", "!", ".", ",", "~", "…", "\n", "\t"] { text = text.replacing(symbol, with: " ") }
        text = withoutTimes(text)
        if Hangul.contains(text) {
            for part in koreanParts { text = text.replacing(part, with: " ") }
        }
        var words = text.split(separator: " ").map(String.init)
        // To park is what riders do; a park is where they do it.
        words = words.enumerated().filter { index, word in
            !(word == "park" && index > 0 && ["to", "i", "can", "we", "and"].contains(words[index - 1]))
        }.map(\.element)
        words.removeAll(where: englishWords.contains)
        let phrase = words.compactMap(trimmed).joined(separator: " ")
        return phrase.isEmpty ? nil : phrase
    }

    /// A word without the particles and position words behind a name; nil where nothing of weight is left.
    private static func trimmed(_ word: String) -> String? {
        guard Hangul.contains(word) else { return word }
        var word = word
        for suffix in positionSuffixes where word.hasSuffix(suffix) && word.count > suffix.count + 1 {
            word.removeLast(suffix.count)
            break
        }
        return leftovers.contains(word) ? nil : word
    }

    /// Takes `10분 뒤`, `30분후에`, `in 20 minutes` away.
    private static func withoutTimes(_ text: String) -> String {
        var result: [Substring] = []
        let words = text.split(separator: " ")
        var skipsNext = false
        for (index, word) in words.enumerated() {
            if skipsNext {
                skipsNext = false
                continue
            }
            let digits = word.prefix { $0.isNumber }
            let rest = word.dropFirst(digits.count)
            let next = index + 1 < words.count ? words[index + 1] : ""
            if !digits.isEmpty, rest.hasPrefix("분") || rest.hasPrefix("시간") || isHour(rest) {
                skipsNext = ["뒤", "후", "있다", "이따", "안에", "쯤", "정도"].contains { next.hasPrefix($0) }
                continue
            }
            if !digits.isEmpty, rest.isEmpty,
                ["minutes", "minute", "mins", "min", "hour", "hours", "pm", "am"].contains(next)
            {
                skipsNext = true
                continue
            }
            result.append(word)
        }
        return " " + result.joined(separator: " ") + " "
    }

    private static func isHour(_ rest: Substring) -> Bool {
        rest.hasPrefix("시") && ["", "에", "쯤", "쯤에", "반", "반에", "까지"].contains(rest.dropFirst())
    }

    /// Longest first where one is part of another.
    private static let koreanParts = [
        "한시간 뒤에", "한시간 뒤", "한시간뒤", "십분뒤에", "십분뒤", "십분 뒤", "이십분뒤", "삼십분뒤", "조금 뒤에", "조금 뒤", "잠시 후에", "잠시 후", "이따가",
        "이따", "조금 있다가", "있다가", "나중에", "뒤쯤", "후쯤", "몇 대나", "몇대나", "몇 대", "몇대", "몇 개", "몇개", "몇 군데나", "몇 군데", "몇군데",
        "얼마나", "따릉이", "따릉",
        "공공자전거", "자전거", "반납할만한", "반납할 수", "반납할수", "반납할", "반납 할", "반납하기", "반납하러", "반납하려면", "반납하면", "반납하", "반납 가능",
        "반납가능", "반납 되", "반납되", "반납 돼", "반납돼", "반납은", "반납", "빈 거치대", "빈거치대", "거치대", "빈자리", "빈 자리", "자리가", "자리는",
        "자리", "세울 곳", "세울곳", "댈 곳", "댈곳", "곳이", "대여할 수", "대여할", "대여 가능", "대여가능", "빌릴 수", "빌릴수", "빌릴", "탈 수", "탈수",
        "타러", "탈만한", "타고", "대여소", "정류소", "정류장에", "남았을까", "남았나요", "남았어요", "남았어", "남았나", "남았는지", "남았", "남아있을까",
        "남아 있", "남아있", "남아", "남은", "있을까요", "있을까", "있나요", "있어요", "있는지", "있습니까", "있으려나", "있어", "있나", "있니", "있냐", "있음",
        "있을", "있는", "있지", "없을까", "없어요", "없나요", "없어", "없나", "없니", "없을", "비었어", "비었나", "비어", "꽉 찼", "꽉찼", "꽉 차", "꽉차",
        "만차", "가득", "여유", "충분", "상황", "현황", "상태", "알려줘요", "알려줘", "알려주세요", "알려", "보여줘", "확인해줘", "확인", "찾아줘", "찾아",
        "궁금해", "궁금", "어때요", "어때", "어떤가요", "될까요", "될까", "되나요", "되나", "돼요", "돼", "가능할까요", "가능할까", "가능해", "가능",
        "지금 당장", "지금", "현재", "실시간", "당장", "방금", "근처에서", "근처에", "근처", "주변에", "주변", "부근에", "부근", "인근에", "인근", "근방",
        "가까운 데", "가까운", "가까이", "그럼", "그러면", "혹시", "저기", "제발", "좀", "가려는데", "가는데", "갈건데", "갈 건데", "도착하는데", "도착할 건데",
        "도착할", "도착하면", "도착", "많이", "많을까", "많아요", "많아", "많나", "예측", "예상", "전망", "널널", "텅", "찼을까", "찼어", "찼나", "들어갈",
        "넣을", "세우", "주차할",
    ]
    private static let positionSuffixes = [
        "쪽에서는", "쪽에서", "쪽으로", "쪽에는", "앞에서", "앞에는", "옆에는", "쪽에", "앞에", "옆에", "쪽은", "에서는", "에서도", "에서", "에는", "에도",
        "까지", "으로", "이랑", "에", "은", "는", "을", "를", "쪽",
    ]
    private static let leftovers: Set<String> = [
        "수", "대", "곳", "데", "게", "거", "걸", "것", "내", "나", "요", "은", "는", "이", "가", "에", "을", "를", "도", "뒤", "뒤에",
        "후", "후에", "쯤", "정도", "안에", "까", "까요", "나요", "어요", "지", "오늘", "오후", "오전", "저녁", "아침", "밤에", "밤", "한", "다",
        "때", "쪽", "해", "줘", "건", "할", "하면", "하려고", "하고", "싶은데", "싶어", "여기", "거기", "가운데", "어디", "어디입니까", "어디야",
        "어디예요", "곳은", "곳이", "중에", "중에서", "할까요", "할까", "했을까", "을까", "을까요", "어", "니", "네", "쪽에", "앞", "옆", "역", "좀",
        "더", "진짜", "혹시", "우리", "집", "제가", "저", "시", "들", "대나", "대가", "개나", "빈", "야", "예요", "인가요",
    ]
    private static let englishWords: Set<String> = [
        "is", "are", "there", "any", "a", "an", "the", "at", "in", "on", "near", "nearby", "around", "by", "close",
        "to", "of", "for", "now", "right", "currently", "how", "many", "much", "bikes", "bike", "bicycles",
        "bicycle", "ttareungi", "ddareungi", "seoul's", "available", "availability", "left", "free", "stations",
        "outside", "inside", "front", "dock", "docks", "rack", "racks", "space", "spaces", "slot", "slots",
        "return", "my", "can", "i", "will", "be", "get", "find", "rent", "minutes", "minute", "mins", "min",
        "later", "soon", "from", "half", "hour", "empty", "full", "still", "what", "about", "and", "it", "do",
        "does", "have", "has", "please", "me", "show", "tell", "you", "check", "if", "moment", "today", "so",
        "nearest", "closest", "would", "could", "enough", "some", "room", "within", "after", "next", "then", "or",
        "spot", "where", "which", "whether", "one", "with", "pick", "up", "go", "going", "want", "need", "public",
    ]
}
