/// How long passages are, in characters (Unicode scalars).
package struct PassageSizes: Sendable, Hashable {
    /// Sections below this are put together with the next one under the same heading.
    package var tiny: Int
    /// What parts of a long section come to.
    package var wanted: Int
    /// No passage is longer.
    package var maximum: Int

    /// Sizes that suit Korean and English prose alike; `maximum` is at least 50, the others no larger than it.
    package init(tiny: Int = 80, wanted: Int = 500, maximum: Int = 700) {
        self.maximum = max(50, maximum)
        self.wanted = min(max(20, wanted), self.maximum)
        self.tiny = min(tiny, self.wanted)
    }
}
