import Foundation
import Retrieval
import Testing

@Suite struct EvaluationTests {
    private static let files = [
        "set/corpus.jsonl": #"""
        {"id": "d0", "title": "요금", "text": "일일권은 천 원", "extra": [1, {"a": null}]}

        {"_id": "d1", "text": "반납은 거치대에"}
        """#,
        "set/queries.jsonl.gz": #"""
        {"id": "q0", "text": "일일권 얼마", "answers": ["천 원"]}
        {"id": "q1", "text": "어디에 반납"}
        {"id": "q2", "text": "판정이 없는 물음"}
        """#,
        "set/qrels.tsv": "query-id\tcorpus-id\tscore\nq0\td0\t2\nq1\td1\t1\nq1\td0\t0\n",
    ]

    @Test func `a set is read from its files, packed or not`() throws {
        let set = try load(Self.files)
        #expect(set.passages.map(\.id) == ["d0", "d1"])
        #expect(set.passages[0].title == "요금")
        #expect(set.questions.map(\.id) == ["q0", "q1"])
        #expect(set.questions[0].judgements == ["d0": 2])
        #expect(set.withoutBlanks.questions[1].text == "어디에반납")
        #expect(set.halves.even.questions.count == 1 && set.halves.odd.questions.count == 1)
    }

    @Test(arguments: [
        ("set/corpus.jsonl", nil, "corpus.jsonl: is missing in set"),
        ("set/corpus.jsonl", "{\"id\": 7}", "corpus.jsonl, line 1: has no id"),
        ("set/corpus.jsonl", "{\"id\": \"a\"", "corpus.jsonl, line 1: the text ends unexpectedly at byte 10"),
        ("set/qrels.tsv", "a\tb\tc\nq0\tzz\t1", "qrels.tsv, line 2: names a passage that corpus.jsonl lacks"),
        ("set/qrels.tsv", "a\tb\tc\nq0 d0", "qrels.tsv, line 2: is not question, passage, score"),
        ("set/qrels.tsv", "", "qrels.tsv: judges no question of queries.jsonl"),
    ])
    func `a file that cannot be used is named with the reason`(file: String, content: String?, reason: String) {
        var files = Self.files
        files[file] = content
        do {
            _ = try load(files)
            Issue.record("was accepted")
        } catch {
            let said = "\(error)"
            #expect(said == reason || (reason.contains("unexpectedly") && said.hasPrefix("corpus.jsonl, line 1")))
        }
    }

    @Test func `metrics are those of the literature`() {
        let judgements = ["a": 1, "b": 1]
        let perfect = RankingMetrics(ranking: ["a", "b"], judgements: judgements)
        #expect(perfect == RankingMetrics(ndcg10: 1, recall20: 1, mrr10: 1))
        let third = RankingMetrics(ranking: ["x", "y", "a"], judgements: ["a": 1])
        #expect(third == RankingMetrics(ndcg10: 0.5, recall20: 1, mrr10: 1.0 / 3))
        let graded = RankingMetrics(ranking: ["a", "b"], judgements: ["a": 1, "b": 2])
        let second = 1 / log2(3.0)
        let expected = (1 + 3 * second) / (3 + second)
        #expect(abs(graded.ndcg10 - expected) < 1e-12)
        let wrong: [String] = (0..<10).map { "x\($0)" }
        let late = RankingMetrics(ranking: wrong + ["a"], judgements: judgements)
        #expect(late == RankingMetrics(ndcg10: 0, recall20: 0.5, mrr10: 0))
        #expect(RankingMetrics(ranking: [], judgements: [:]) == RankingMetrics(ndcg10: 0, recall20: 0, mrr10: 0))
    }

    @Test func `the interval holds the difference and is always the same`() {
        var first: [Double] = []
        var second: [Double] = []
        for number in 0..<200 {
            let value = Double(number % 7) / 7
            first.append(value)
            second.append(number % 3 == 0 ? value + 0.1 : value)
        }
        let interval = PairedBootstrap(first, second)
        #expect(abs(interval.difference - 0.0335) < 1e-9)
        #expect(interval.low > 0.02 && interval.low < interval.difference)
        #expect(interval.high < 0.05 && interval.high > interval.difference)
        #expect(interval == PairedBootstrap(first, second))
        #expect(PairedBootstrap([], []).high == 0)
        let same = PairedBootstrap(first, first)
        #expect(same.low == 0 && same.high == 0)
    }

    @Test func `an evaluation counts what is found and shows what is missed`() async throws {
        let set = EvaluationSet(
            passages: Samples.passages,
            questions: [
                EvaluationSet.Question(id: "1", text: "이용권 환불", judgements: ["refund#0": 1]),
                EvaluationSet.Question(id: "2", text: "보험", judgements: ["weather#0": 1]),
            ]
        )
        let engine = RetrievalEngine(PassageIndex(set.passages))
        let evaluation = await RetrievalEvaluation(of: set, searching: engine)
        #expect(evaluation.outcomes[0].metrics.ndcg10 == 1)
        #expect(evaluation.misses.map(\.question.id) == ["2"])
        #expect(evaluation.compared(to: evaluation).difference == 0)
        let found = await engine.search(RetrievalQuery("이용권 환불", limit: 20))
        let trace = MissTrace(found, set.questions[0])
        #expect(trace.summary.hasPrefix("lexical 1, "))
    }

    private func load(_ files: [String: String]) throws -> EvaluationSet {
        try EvaluationSet.load(folder: "set") { files[$0].map { Array($0.utf8) } }
    }
}
