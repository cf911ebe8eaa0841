extension SearchRun {
    private var modelTimeout: Duration { min(query.modelTimeout ?? options.modelTimeout, options.modelTimeout) }

    /// Asks the model, or the built-in embedder where there is no model or it does not answer.
    mutating func searchVectors() async {
        var reason: String?
        if let leg = vectorLeg {
            reason = await searchVectors(leg)
            guard reason != nil else { return }
        }
        guard let embedder = index.hashedEmbedder, options.builtInVectorWeight > 0 else {
            return recordVectors(["state": reason ?? "off", "weight": "0"])
        }
        let found = embedder.vector(text)
        queryVector = found
        vectorWeight = options.builtInVectorWeight
        vector = index.nearestPlaces(to: found, filter: query.filter, limit: legLimit)
        let state = reason.map { "\($0); built in instead" } ?? "built in"
        recordVectors(["embedder": embedder.name, "weight": "\(vectorWeight)", "state": state])
    }

    /// Searches by a model's vectors; gives the reason when that did not work.
    private mutating func searchVectors(_ leg: VectorLeg) async -> String? {
        guard leg.weight > 0 else { return "off: \(leg.note)" }
        let (text, filter, limit) = (text, query.filter, legLimit)
        do {
            let found = try await withTimeout(modelTimeout) {
                guard let vector = try await leg.embedder.embed([text], as: .query).first else {
                    throw UnusableAnswer("no vector in the answer")
                }
                return (vector: vector, hits: try await leg.store?.nearest(to: vector, filter: filter, limit: limit))
            }
            if let hits = found.hits {
                vector = hits.compactMap { hit in
                    index.place(of: hit.id).map { ScoredPlace(place: $0, score: hit.score) }
                }
            } else {
                try checkVectors(of: leg.embedder)
                queryVector = found.vector
                vector = index.nearestPlaces(to: found.vector, filter: filter, limit: limit)
            }
            (vectorWeight, usesModel) = (leg.weight, true)
            recordVectors(["embedder": leg.embedder.name, "weight": "\(leg.weight)", "state": "on: \(leg.note)"])
            return nil
        } catch {
            return "failed: \(error)"
        }
    }

    private func checkVectors(of embedder: any Embedder) throws {
        let wanted = IndexConfiguration.VectorSource.given(embedder: embedder.name, dimensions: embedder.dimensions)
        guard index.configuration.vectors == wanted else {
            throw UnusableAnswer("the index has no vectors of \(embedder.name)")
        }
    }

    private mutating func recordVectors(_ notes: [String: String]) {
        recorder.finish("vector", hits: index.named(vector), notes: notes)
    }

    /// Lets a reranker outside the process read the first candidates; when it fails the order stays.
    mutating func rerankWithModel() async {
        guard let leg = rerankLeg else { return }
        guard leg.weight > 0, candidates.count > 1 else {
            return recorder.finish("rerank_model", notes: ["reranker": leg.reranker.name, "state": "off: \(leg.note)"])
        }
        let depth = min(max(options.rerankDepth, 1), candidates.count)
        let texts = candidates[..<depth].map { candidate in
            let passage = index.passage(at: candidate.place)
            return passage.title.isEmpty ? passage.text : "\(passage.title)\n\(passage.text)"
        }
        let text = text
        do {
            let scores = try await withTimeout(modelTimeout) { try await leg.reranker.scores(for: text, texts) }
            guard scores.count == depth, scores.allSatisfy(\.isFinite) else {
                throw UnusableAnswer("not one number a text in the answer")
            }
            blend(scores, weight: min(leg.weight, 1))
            recorder.finish(
                "rerank_model",
                hits: named,
                notes: ["reranker": leg.reranker.name, "weight": "\(leg.weight)", "state": "on: \(leg.note)"]
            )
        } catch {
            recorder.finish("rerank_model", notes: ["reranker": leg.reranker.name, "state": "failed: \(error)"])
        }
    }

    /// Joins the reranker's scores with those so far, both from 0 to 1 over the candidates it read; these stay first.
    private mutating func blend(_ scores: [Float], weight: Float) {
        let own = candidates[..<scores.count].map(\.score)
        let floor = candidates.dropFirst(scores.count).map(\.score).max() ?? 0
        for (number, (own, other)) in zip(own.scaled, scores.scaled).enumerated() {
            candidates[number].score = floor + (1 - weight) * own + weight * other
        }
        candidates.rank(index)
    }
}

/// An answer of a model that cannot be used.
private struct UnusableAnswer: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension [Float] {
    /// From 0 for the lowest to 1 for the highest.
    fileprivate var scaled: [Float] {
        guard let lowest = self.min(), let highest = self.max(), highest > lowest else { return map { _ in 0 } }
        return map { ($0 - lowest) / (highest - lowest) }
    }
}
