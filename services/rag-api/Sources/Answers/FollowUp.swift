import Core

/// Joins a question that leaves its subject out (`그럼 반납은?`) with the one before.
struct FollowUp {
    let previous: ConversationMemory.Turn

    /// Whether `question` cannot stand alone.
    static func isFollowUp(_ question: String) -> Bool {
        let text = question.lowercased().trimmingASCIISpaces()
        if leads.contains(where: { text.hasPrefix($0) }) { return true }
        let words = Wording.words(text)
        if !Hangul.contains(text) { return leavesAllOut(text, words) }
        guard words.count <= 3, text.count <= 16 else { return false }
        // `반납은?`, `10분 뒤에는?`: a topic without a predicate.
        guard let last = words.last else { return false }
        return [
            "은", "는", "도", "에는", "면", "거기는", "이후에", "뒤에", "요",
        ].contains { last.hasSuffix($0) && last.count > $0.count }
            && !["어떻게", "얼마", "무엇", "뭐", "있", "없", "되나", "해요", "에요", "예요", "나요", "어요", "까요"].contains {
                text.contains($0)
            }
    }

    /// `Are there free docks?`: an English question that names nothing and does not ask how.
    private static func leavesAllOut(_ text: String, _ words: [String]) -> Bool {
        let asksStations = words.contains { (RouteWords.englishDocks + RouteWords.englishBikes).contains($0) }
        return asksStations && words.count <= 6 && !words.contains(where: RouteWords.englishGuide.contains)
            && PlacePhrase.extract(from: text) == nil
    }

    /// What is searched instead of `question`: the subject of the turn before and its own words.
    func searchText(_ question: String) -> String {
        let own = Self.withoutLead(question)
        return previous.subject.isEmpty ? own : "\(previous.subject) \(own)"
    }

    /// The question's route where it goes on with a live question: the place of the one before, what is new from it.
    func routed(_ question: String, signs: QuestionSigns, now: RoutedQuestion) -> RoutedQuestion? {
        guard previous.routed.route == .live || previous.routed.route == .forecast else { return nil }
        // `What about` and `how about` ask for the same of something else.
        let text = question.lowercased().trimmingASCIISpaces()
        let asksHow = signs.asksHow && !["what about", "how about"].contains { text.hasPrefix($0) }
        guard !asksHow, now.route != .board, now.route != .smallTalk, now.route != .outOfScope else { return nil }
        var routed = previous.routed
        routed.decidedBy = "follow_up"
        routed.signs = now.signs
        if signs.namesPlace { routed.place = PlacePhrase.extract(from: question) }
        if signs.asksDocks { routed.want = .docks } else if signs.asksBikes { routed.want = .bikes }
        if let time = TimePhrase(inStationQuestion: question) {
            (routed.time, routed.route) = (time, .forecast)
        } else if signs.asksNow {
            (routed.time, routed.route) = (nil, .live)
        }
        routed.isNearby = routed.isNearby || signs.isNearby
        return routed
    }

    private static func withoutLead(_ question: String) -> String {
        var text = question.trimmingASCIISpaces()
        for lead in leads where text.lowercased().hasPrefix(lead) {
            text = String(text.dropFirst(lead.count)).trimmingASCIISpaces()
            break
        }
        return text
    }

    /// Longest first where one begins another.
    private static let leads = [
        "그러면", "그럼", "그건", "그거", "그곳", "거기", "그때", "그리고", "근데", "아니면", "또 ", "what about", "how about", "and ", "then ",
        "what if", "so ",
    ]
}

/// The words of a question that say what it is about.
enum QuestionSubject {
    /// A question about posts without the words that only say that it is one.
    static func ofPosts(_ question: String) -> String {
        let words = question.split(whereSeparator: \.isWhitespace).map(String.init).filter { word in
            let folded = Wording.folded(word)
            return !folded.isEmpty && !RouteWords.englishBoard.contains(folded)
                && !postWords.contains { folded.hasPrefix($0) }
                && !QuestionTerms(folded, dropsAskingWords: true).terms.isEmpty
        }
        return words.isEmpty ? question : words.joined(separator: " ")
    }

    private static let postWords = [
        "게시", "글", "댓글", "후기", "제보", "올라온", "사람들", "이용자", "커뮤니티", "라이더", "관련", "대한", "riders", "wrote", "write",
    ]

    static func of(_ question: String) -> String {
        let words = question.split(whereSeparator: \.isWhitespace).map(String.init).filter { word in
            let folded = Wording.folded(word)
            return !folded.isEmpty && !QuestionTerms(folded, dropsAskingWords: true).terms.isEmpty
        }
        return words.prefix(6).joined(separator: " ")
    }
}
