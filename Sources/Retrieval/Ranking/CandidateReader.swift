/// Reads a candidate's text for the built-in re-ranking. It keeps its buffers from candidate to candidate.
struct CandidateReader {
    /// What it finds.
    struct Features {
        /// Largest share of the question's pairs, by what they say, that stand together in one window of the text.
        var window: Float
        /// BM25 over the grams of words, not normalised.
        var grams: Float
        var sketch: TextSketch
    }

    private let question: RerankQuestion
    private let windowLength: Int
    private let suffixes = KoreanSuffixes.standard
    private var scalars: [UInt32] = []
    private var runs: [TextRun] = []
    private var grams: [UInt16] = []
    private var hits: [(pair: Int, place: Int)] = []

    init(_ question: RerankQuestion, windowLength: Int) {
        self.question = question
        self.windowLength = windowLength
    }

    mutating func read(_ passage: Passage, _ weights: FieldWeights) -> Features {
        grams.removeAll(keepingCapacity: true)
        var sketch = TextSketch()
        var window: Float = 0
        for (number, field) in weights.fields(of: passage).enumerated() {
            scalars.removeAll(keepingCapacity: true)
            runs.removeAll(keepingCapacity: true)
            TextNormaliser.append(field.text, to: &scalars)
            TextRun.append(of: &scalars, to: &runs)
            // The text comes first; only it is read in windows.
            if number == 0 { window = readWindow(&sketch) }
            let (scalars, runs) = (scalars, runs)
            JamoGrams.read(scalars.span, runs.span, suffixes, into: &grams)
        }
        return Features(window: window, grams: gramScore(), sketch: sketch)
    }

    private mutating func readWindow(_ sketch: inout TextSketch) -> Float {
        hits.removeAll(keepingCapacity: true)
        let (scalars, runs, pairs) = (scalars, runs, question.pairs)
        PairReader.read(scalars.span, runs.span) { term, place in
            sketch.insert(term)
            if let pair = pairs.existingNumber(of: term) { hits.append((pair, place)) }
        }
        guard question.pairTotal > 0 else { return 0 }
        var counts = [UInt16](repeating: 0, count: question.pairWeights.count)
        var (sum, best, first): (Float, Float, Int) = (0, 0, 0)
        for hit in hits {
            if counts[hit.pair] == 0 { sum += question.pairWeights[hit.pair] }
            counts[hit.pair] &+= 1
            while hits[first].place < hit.place - windowLength {
                let left = hits[first].pair
                counts[left] &-= 1
                if counts[left] == 0 { sum -= question.pairWeights[left] }
                first += 1
            }
            best = max(best, sum)
        }
        return best / question.pairTotal
    }

    private func gramScore() -> Float {
        var counts = [Float](repeating: 0, count: question.gramWeights.count)
        for gram in grams {
            let number = Int(question.gramNumbers[Int(gram)])
            if number > 0 { counts[number - 1] += 1 }
        }
        let constants = BM25()
        let relative = question.averageGrams > 0 ? Float(grams.count) / question.averageGrams : 1
        let norm = constants.k1 * (1 - constants.b + constants.b * relative)
        var score: Float = 0
        for (number, count) in counts.enumerated() where count > 0 {
            score += question.gramWeights[number] * count / (count + norm)
        }
        return score
    }
}
