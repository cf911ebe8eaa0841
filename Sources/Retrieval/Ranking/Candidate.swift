/// A passage on its way through the steps after the legs.
struct Candidate {
    var place: PassagePlace
    /// Of each leg; nil: the leg did not compare it.
    var lexical: Float?
    var vector: Float?
    /// The score of the latest step.
    var score: Float = 0
    var sketch: TextSketch?
}

extension [Candidate] {
    /// Best first; equal scores by id.
    mutating func rank(_ index: PassageIndex) {
        sort {
            guard $0.score == $1.score else { return $0.score > $1.score }
            return index.passage(at: $0.place).id < index.passage(at: $1.place).id
        }
    }
}
