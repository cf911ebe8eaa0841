/// The words of a question that say what it is about: without particles, endings and the words that only ask.
struct ContentWords: Sendable {
    static let standard = ContentWords()

    private let suffixes = KoreanSuffixes.standard
    private let askingWords = Set(
        """
        무엇 무엇인 무슨 뭐 뭔 뭔가 뭘 뭐가 뭐야 뭐예 뭔데 어디 어디서 어디에 어디로 어딨 언제 누구 누가 어떻 어떻게 어떤 어떠 어찌 왜 얼마 얼마나
        얼만 몇 어느 있나 있나요 있어 있어요 있는 있는지 있을 있을까 있을까요 있는가 있습니까 있음 있냐 있지 있다 있으면 없나 없나요 없어
        없어요 없는 없으면 하나 하나요 하는 하면 하지 하죠 하고 해야 해요 해줘 해도 한가 할까 할까요 할수 되나 되나요 되는 되는지 되면
        되요 돼요 되죠 될까 될까요 돼 된다 인가 인가요 인지 일까 일까요 입니까 이야 이에요 예요 알려줘 알려줘요 알려주세요 알려 알고
        가르쳐 궁금 궁금해 궁금해요 궁금합니다 말해 설명 설명해 좀 제발 혹시 그냥 그리고 그런데 근데 그럼 그러면 또는 아니면 때 때는 때문
        수 수가 수는 수도 것 것은 것이 거 게 건 걸 점 줄 데 중 등 및 나는 내가 제가 저는 저 나 내 제 이 그 저는요 이거 그거 저거 이게 그게
        대해 대한 대하 대해서 관한 관해 관련 위해 위한 통해 따라 따른 경우 싶어 싶어요 싶은 싶은데 싶은데요 싶다 싶습니다 주세요 줘
        a an the is are am was were do does did can could may might must shall should will would i you he she it we they my your his her
        its our their me him them this that these those what which who whom whose when where why how if or and but of to in on at by for
        with about from as be been being there here have has had not no any some please tell know want get
        """.split(whereSeparator: \.isWhitespace).map(String.init)
    )

    /// A content word of a question.
    struct Found {
        var text: String
        /// The words of the question it is made of.
        var range: Range<Int>
    }

    /// The content words of `words` in order.
    func find(in words: QueryWords) -> [Found] {
        var result: [Found] = []
        for (index, word) in words.words.enumerated() {
            guard word.isSyllables else {
                let text = words.text(word.range)
                if !askingWords.contains(text) { result.append(Found(text: text, range: index..<index + 1)) }
                continue
            }
            let isUnit =
                word.isAttached && result.last?.range.upperBound == index
                && !words.words[index - 1].isSyllables
            let length = suffixes.stemLength(words.scalars.span, word.range, keeping: isUnit ? 0 : 2)
            let stem = words.text(word.range.lowerBound..<word.range.lowerBound + length)
            if isUnit, let last = result.popLast() {
                result.append(Found(text: last.text + stem, range: last.range.lowerBound..<index + 1))
            } else if !stem.isEmpty, !askingWords.contains(stem), !askingWords.contains(words.text(word.range)) {
                result.append(Found(text: stem, range: index..<index + 1))
            }
        }
        return result
    }
}
