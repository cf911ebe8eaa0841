/// One search on its way through the steps.
struct SearchRun {
    let query: RetrievalQuery
    let index: PassageIndex
    let options: RetrievalOptions
    let vectorLeg: VectorLeg?
    let rerankLeg: RerankLeg?
    let expander: QueryExpander
    let synonyms: SynonymTable
    /// The question as far as it is looked at.
    let text: String

    var recorder = StepRecorder()
    var variants: [QueryVariant] = []
    var lexicalQuery: LexicalQuery
    private var terms: [ResolvedTerm] = []
    var lexical: [ScoredPlace] = []
    var vector: [ScoredPlace] = []
    /// The question's vector, where passages' vectors are in the index.
    var queryVector: [Float]?
    var vectorWeight: Float = 0
    /// Whether the vector leg is a model's.
    var usesModel = false
    var candidates: [Candidate] = []

    init(
        _ query: RetrievalQuery,
        _ equipment: RetrievalEngine.Equipment,
        expander: QueryExpander,
        synonyms: SynonymTable
    ) {
        self.query = query
        index = equipment.index
        options = equipment.options
        vectorLeg = equipment.vectorLeg
        rerankLeg = equipment.rerankLeg
        self.expander = expander
        self.synonyms = synonyms
        text = String(query.text.unicodeScalars.prefix(equipment.options.questionLimit))
        lexicalQuery = LexicalQuery("")
    }

    /// At least as many as are wanted in the end.
    var legLimit: Int { max(options.legLimit, query.limit) }

    mutating func expand() {
        variants = query.variants.isEmpty ? expander.variants(of: text, weights: options.variants) : query.variants
        lexicalQuery = LexicalQuery(text, variants: variants)
        recorder.finish("variants", notes: ["terms": "\(lexicalQuery.terms.count)"])
        recorder.finish("filter", notes: ["state": query.filter.isEmpty ? "open" : query.filter.summary])
    }

    mutating func searchWords() {
        terms = index.resolved(lexicalQuery)
        lexical = index.lexicalTop(terms, filter: query.filter, limit: legLimit)
        recorder.finish("lexical", hits: index.named(lexical), notes: ["weight": "1"])
    }

    mutating func merge() {
        var candidates = lexical.map { Candidate(place: $0.place, lexical: $0.score) }
        var places: [PassagePlace: Int] = [:]
        for (number, candidate) in candidates.enumerated() { places[candidate.place] = number }
        for hit in vector {
            if let number = places[hit.place] {
                candidates[number].vector = hit.score
            } else {
                candidates.append(Candidate(place: hit.place, vector: hit.score))
            }
        }
        fillIn(&candidates)
        ScoreFusion.fuse(
            &candidates,
            vectorWeight: vectorWeight,
            scale: usesModel ? .range : .cosine,
            possible: index.possibleScore(lexicalQuery, terms)
        )
        candidates.removeAll { $0.score <= 0 && ($0.vector ?? 0) <= 0 }
        candidates.rank(index)
        self.candidates = candidates
        recorder.finish("merge", hits: named, notes: ["candidates": "\(candidates.count)"])
    }

    /// Lets each leg compare the passages that only the other one found.
    private func fillIn(_ candidates: inout [Candidate]) {
        guard vectorWeight > 0 else { return }
        for number in candidates.indices {
            let place = candidates[number].place
            if candidates[number].lexical == nil {
                candidates[number].lexical = index.lexicalScore(terms, at: place)
            }
            if candidates[number].vector == nil, let queryVector {
                candidates[number].vector = index.similarity(to: queryVector, at: place)
            }
        }
    }

    mutating func rerank() {
        let depth = min(options.rerankDepth, candidates.count)
        guard depth > 0 else {
            recorder.finish("rerank", hits: named, notes: ["state": options.rerankDepth > 0 ? "nothing found" : "off"])
            return
        }
        let question = RerankQuestion(text, lexicalQuery, index)
        BuiltInRerank.apply(
            &candidates[..<depth],
            question: question,
            index: index,
            options: options,
            besideModel: usesModel
        )
        candidates.rank(index)
        recorder.finish(
            "rerank",
            hits: named,
            notes: [
                "depth": "\(depth)", "window_weight": "\(options.windowWeight)", "gram_weight": "\(options.gramWeight)",
            ]
        )
    }

    mutating func deduplicate() {
        let dropsRepeats = query.limit <= options.answerLimit
        let step = Deduplicator(index: index, options: options, dropsRepeats: dropsRepeats)
        let (kept, repeats) = step.apply(candidates)
        candidates = Array(kept.prefix(max(0, query.limit)))
        var notes = ["repeats": "\(repeats.count)"]
        if !repeats.isEmpty { notes[dropsRepeats ? "dropped" : "moved_down"] = repeats.joined(separator: " ") }
        recorder.finish("deduplicate", hits: named, notes: notes)
    }

    mutating func result() -> Retrieval {
        let passages = candidates.map { RetrievedPassage(index.passage(at: $0.place), score: $0.score) }
        let coverage = Coverage(text, synonyms: synonyms, index: index)
        let best = passages.first.map { coverage.share(in: $0.passage) } ?? 0
        recorder.finish("coverage", notes: ["best": "\(best)"])
        return Retrieval(
            passages: passages,
            coverage: best,
            trace: RetrievalTrace(variants: variants, steps: recorder.steps)
        )
    }

    var named: [ScoredID] {
        candidates.map { ScoredID(index.passage(at: $0.place).id, $0.score) }
    }
}

extension PassageFilter {
    /// The filter in short, for the trace.
    fileprivate var summary: String {
        var parts: [String] = []
        if !kinds.isEmpty { parts.append("kind " + kinds.sorted().joined(separator: "|")) }
        if !languages.isEmpty { parts.append("language " + languages.sorted().joined(separator: "|")) }
        if !districts.isEmpty { parts.append("district " + districts.sorted().joined(separator: "|")) }
        if let since { parts.append("since \(since)") }
        if let until { parts.append("until \(until)") }
        return parts.joined(separator: ", ")
    }
}
