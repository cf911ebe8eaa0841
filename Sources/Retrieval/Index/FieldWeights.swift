/// How much an occurrence of a term counts by where it stands, in quarters of one in the text.
package struct FieldWeights: Sendable, Equatable {
    package var title: UInt8
    package var heading: UInt8
    /// Riders' own words for the passage.
    package var keywords: UInt8

    /// Weights in quarters.
    package init(title: UInt8 = 4, heading: UInt8 = 4, keywords: UInt8 = 2) {
        self.title = title
        self.heading = heading
        self.keywords = keywords
    }

    /// The fields that are searched, with their weights.
    func fields(of passage: Passage) -> [(text: String, weight: UInt8)] {
        [(passage.text, 4), (passage.title, title), (passage.heading, heading), (passage.keywords, keywords)].filter {
            $0.1 > 0 && !$0.0.isEmpty
        }
    }
}
