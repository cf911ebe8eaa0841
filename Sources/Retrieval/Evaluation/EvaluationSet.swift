import Core

/// Questions with the passages that answer them: `corpus.jsonl`, `queries.jsonl` and `qrels.tsv` of a folder, each also as `.gz`.
package struct EvaluationSet: Sendable {
    /// A question.
    package struct Question: Sendable, Equatable {
        package var id: String
        package var text: String
        /// What passages are worth to it, by their ids; those that are not here are worth nothing.
        package var judgements: [String: Int]

        /// A question with judgements.
        package init(id: String, text: String, judgements: [String: Int]) {
            self.id = id
            self.text = text
            self.judgements = judgements
        }
    }

    package var passages: [Passage]
    /// Those with at least one passage of worth, in the order of the file.
    package var questions: [Question]

    /// A set as given.
    package init(passages: [Passage], questions: [Question]) {
        self.passages = passages
        self.questions = questions
    }

    /// The set with every blank left out of the questions.
    package var withoutBlanks: EvaluationSet {
        var copy = self
        for index in copy.questions.indices { copy.questions[index].text.removeAll(where: \.isWhitespace) }
        return copy
    }

    /// The questions at even and at odd places: thresholds are chosen on one half and confirmed on the other.
    package var halves: (even: EvaluationSet, odd: EvaluationSet) {
        var (even, odd) = (self, self)
        even.questions = questions.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        odd.questions = questions.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        return (even, odd)
    }
}

/// A file of an evaluation set that cannot be used.
package struct EvaluationSetError: Error, Equatable, CustomStringConvertible {
    package let file: String
    /// Line, counted from 1; nil: the file as a whole.
    package let line: Int?
    package let reason: String

    package init(_ file: String, line: Int? = nil, _ reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    package var description: String {
        line.map { "\(file), line \($0): \(reason)" } ?? "\(file): \(reason)"
    }
}
