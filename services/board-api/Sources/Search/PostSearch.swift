import Core
import ServiceKit

/// Finds the newest posts that hold every word of a question, however short the words are.
///
/// The index of pairs names candidates, from the rarest pair on and newest first; the text of each decides. A question has a
/// budget of candidates: a page may end early and its cursor goes on from there.
struct PostSearch: Sendable {
    let frequencies: PairFrequencies
    /// Words and pairs of a question that are looked at.
    private static let wordLimit = 8
    private static let pairLimit = 16
    private static let candidateBudget = 20_000
    private static let largestStep = 2_048

    /// A page of posts, and below which id the next one begins; nil when there are no more.
    struct Page: Sendable {
        var posts: [Post] = []
        var nextBelow: Int64?
    }

    /// The words of `text`; throws 400 when none has two characters.
    static func words(_ text: String) throws(Problem) -> [[Unicode.Scalar]] {
        let words = Array(SearchText.words(text).prefix(wordLimit))
        guard words.contains(where: { $0.count >= 2 }) else {
            throw .invalid("q", "needs a word of two characters or more")
        }
        return words
    }

    func page(
        _ words: [[Unicode.Scalar]],
        _ query: PostQuery,
        now: Timestamp,
        in repositories: BoardRepositories
    ) throws -> Page {
        let all = Array(SearchText.pairs(words).prefix(Self.pairLimit))
        let pairs = try frequencies.sorted(all, now: now, in: repositories.words)
        guard let rarest = pairs.first else { return Page() }
        let others = Array(pairs.dropFirst())
        var page = Page()
        var below = query.after?.id ?? .max
        var step = others.isEmpty ? query.limit * 2 : 128
        var seen = 0
        while seen < Self.candidateBudget {
            let candidates = try repositories.words.candidates(rarest, others: others, below: below, limit: step)
            seen += candidates.count
            let ids = candidates.filter(\.holdsOthers).map(\.postID)
            if try collect(ids, words, query, into: &page, repositories) { return page }
            guard candidates.count == step, let last = candidates.last else { return page }
            below = last.postID
            step = min(step * 4, Self.largestStep)
        }
        page.nextBelow = below
        return page
    }

    /// Adds what of `ids` matches; true when the page is full.
    private func collect(
        _ ids: [Int64],
        _ words: [[Unicode.Scalar]],
        _ query: PostQuery,
        into page: inout Page,
        _ repositories: BoardRepositories
    ) throws -> Bool {
        // As many at a time as one statement takes.
        for start in stride(from: 0, to: ids.count, by: SQLPostRepository.manyCount) {
            let chunk = Array(ids[start..<min(start + SQLPostRepository.manyCount, ids.count)])
            for post in try repositories.posts.find(ids: chunk) where query.admits(post) {
                let text = SearchText.words(post.content.title) + SearchText.words(post.content.body)
                guard SearchText.contains(text, all: words) else { continue }
                if page.posts.count == query.limit {
                    page.nextBelow = page.posts.last?.id
                    return true
                }
                page.posts.append(post)
            }
        }
        return false
    }
}
