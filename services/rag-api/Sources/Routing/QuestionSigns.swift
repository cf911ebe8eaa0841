/// What stands in a question, sign by sign.
package struct QuestionSigns: Sendable, Equatable {
    var asksBikes = false
    var asksDocks = false
    var asksAvailability = false
    var asksNow = false
    var asksHow = false
    /// Speaks of what guides speak of, which live questions may do too.
    var touchesGuide = false
    /// Asks for something else that stands at stations, and for no bike.
    var asksOtherVehicle = false
    /// Words that are neither about bikes nor about time: what a place could be named by.
    var otherWords = 0
    var asksBoard = false
    /// Asks how one uses the board.
    var usesBoard = false
    var greets = false
    var thanks = false
    var isDomain = false
    var isForeign = false
    var isNearby = false
    /// A place that is known, or a form only places have: `망원역`, `1234번 대여소`, `ST-4`, `2번 출구`.
    var namesPlace = false
    var time: TimePhrase?
    var wordCount = 0

    /// Reads `question`; `knowsPlace` says whether it names a station or district of the city.
    init(_ question: String, knowsPlace: (String) -> Bool) {
        let text = question.lowercased()
        let words = Wording.words(text)
        let set = Set(words)
        func has(_ parts: [String], _ english: [String]) -> Bool {
            Wording.contains(text, any: parts)
                || english.contains { $0.contains(" ") ? text.contains($0) : set.contains($0) }
        }
        wordCount = words.count
        asksBikes = has(RouteWords.bikes, RouteWords.englishBikes)
        asksDocks = has(RouteWords.docks, RouteWords.englishDocks)
        asksAvailability = has(RouteWords.availability, RouteWords.englishAvailability)
        asksNow = has(RouteWords.now, RouteWords.englishNow)
        asksHow = has(RouteWords.guide, RouteWords.englishGuide)
        touchesGuide = Wording.contains(text, any: RouteWords.guideTopics)
        asksOtherVehicle =
            has(RouteWords.otherVehicles, RouteWords.englishOtherVehicles)
            && !has(RouteWords.rides, RouteWords.englishBikes + ["dock", "docks"])
        otherWords = PlacePhrase.extract(from: question).map { $0.split(separator: " ").count } ?? 0
        let namesBoard = has(RouteWords.board, RouteWords.englishBoard)
        usesBoard = namesBoard && has(RouteWords.boardUse, RouteWords.englishBoardUse)
        asksBoard = namesBoard && !usesBoard
        greets = has(RouteWords.greetings, RouteWords.englishGreetings)
        thanks = has(RouteWords.thanks, RouteWords.englishThanks)
        isDomain = has(RouteWords.domain, RouteWords.englishDomain)
        isForeign = has(RouteWords.foreign, RouteWords.englishForeign)
        isNearby = has(RouteWords.nearby, RouteWords.englishNearby)
        time = TimePhrase(in: text)
        // "How many bikes" asks for a number, not for a way.
        if text.contains("how many") { asksHow = Wording.contains(text, any: ["how do", "how to", "cost"]) }
        namesPlace = Self.looksLikePlace(words, text: text) || knowsPlace(question)
    }

    /// The names of the signs that were found.
    var names: [String] {
        let all: [(Bool, String)] = [
            (asksBikes, "bikes"), (asksDocks, "docks"), (asksAvailability, "availability"), (asksNow, "now"),
            (asksHow, "how"), (touchesGuide, "topic"), (asksOtherVehicle, "other vehicle"),
            (asksBoard, "board"), (usesBoard, "board use"), (greets, "greeting"), (isDomain, "domain"),
            (isForeign, "foreign"),
            (isNearby, "nearby"),
            (namesPlace, "place"), (time != nil, "time"),
        ]
        return all.filter(\.0).map(\.1)
    }

    private static func looksLikePlace(_ words: [String], text: String) -> Bool {
        for word in words {
            if word.hasPrefix("st-"), Int(word.dropFirst(3)) != nil { return true }
            let bare = Wording.withoutParticle(word)
            if DistrictNames.full(word) != nil || DistrictNames.full(bare) != nil { return true }
            for candidate in [word, bare] {
                if candidate.count >= 3, candidate.hasSuffix("역"),
                    !["지역", "구역", "영역"].contains(String(candidate.suffix(2)))
                {
                    return true
                }
                if let range = candidate.range(ofNumberBefore: "번"), candidate[range.upperBound...].hasPrefix("번") {
                    // Stations have three digits and more, exits and calls fewer.
                    if candidate[range].count >= 3 { return true }
                    return text.contains("대여소") || text.contains("출구") || text.contains("정류소")
                }
            }
            if word.contains("번출구") || word == "exit" { return true }
        }
        return false
    }
}

extension String {
    /// The digits at the beginning, where `unit` follows them.
    fileprivate func range(ofNumberBefore unit: String) -> Range<String.Index>? {
        let end = firstIndex { !$0.isNumber } ?? endIndex
        return end > startIndex && self[end...].hasPrefix(unit) ? startIndex..<end : nil
    }
}
