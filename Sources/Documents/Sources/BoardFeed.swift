import Core

/// Reads the answers of `GET /api/board/posts?changed_since=`: posts become documents, deleted posts leave.
package struct BoardFeed: Sendable {
    /// The origin of all documents from the board.
    package static let origin = "board"
    /// The note that keeps how far the board was followed.
    package static let cursorNote = "board_cursor"

    /// What an answer may hold.
    package struct Limits: Sendable {
        package var bytes = 10 << 20
        package var posts = 1_000
        package var deletions = 10_000
        package var bodyBytes = 200_000
        package var cursorBytes = 1_000

        /// The limits of the project.
        package init() {}
    }

    let parser: DocumentParser
    let limits: Limits
    /// Posts of another status are not for everyone and leave the index.
    let visibleStatuses: Set<String>

    /// A reader that shows posts of `visibleStatuses`; a post without status is visible.
    package init(
        parser: DocumentParser = DocumentParser(),
        limits: Limits = Limits(),
        visibleStatuses: Set<String> = ["live", "published", "visible", "active", "open", "closed", "resolved"]
    ) {
        self.parser = parser
        self.limits = limits
        self.visibleStatuses = visibleStatuses
    }

    /// The changes of an answer; throws when it is not of the agreed shape or beyond a limit.
    package func parse(_ bytes: [UInt8]) throws(DocumentError) -> BoardFeedPage {
        try parser.check(bytes.count, limit: limits.bytes, name: Self.name)
        _ = try CleanText(name: Self.name).validated(bytes)
        let answer: BoardAnswer
        do throws(JSONError) {
            answer = try BoardAnswer(bytes, limits: limits)
        } catch {
            throw DocumentError(.badJSON, Self.name, "the board's answer cannot be read: \(error)")
        }
        return page(answer)
    }

    private static let name = "board posts"

    private func page(_ answer: BoardAnswer) -> BoardFeedPage {
        var page = BoardFeedPage()
        page.next = answer.next
        page.hasMore = answer.hasMore
        var gone: Set<String> = []
        for deletion in answer.deletions {
            // A post that was restored since is among the posts with a later time.
            let isRestored = answer.posts.contains {
                $0.id == deletion.id && $0.updatedAt.instant > deletion.at.instant
            }
            if !isRestored { gone.insert(deletion.id) }
        }
        for post in latest(answer.posts) where !gone.contains(post.id) {
            guard post.status.isEmpty || visibleStatuses.contains(post.status) else {
                gone.insert(post.id)
                continue
            }
            do throws(DocumentError) {
                page.documents.append(try document(of: post))
            } catch {
                // What the post said before is not what its author wants to be read now.
                gone.insert(post.id)
                page.failures.append(DocumentFailure("post-\(post.id)", error))
            }
        }
        page.removals = gone.sorted().map { "post-\($0)" }
        return page
    }

    /// Each post once, as it was last.
    private func latest(_ posts: [BoardAnswer.Post]) -> [BoardAnswer.Post] {
        var places: [String: Int] = [:]
        var latest: [BoardAnswer.Post] = []
        for post in posts {
            if let place = places[post.id] {
                if latest[place].updatedAt.instant <= post.updatedAt.instant { latest[place] = post }
            } else {
                places[post.id] = latest.count
                latest.append(post)
            }
        }
        return latest
    }

    private func document(of post: BoardAnswer.Post) throws(DocumentError) -> Document {
        let name = "post-\(post.id)"
        let cleaner = CleanText(name: name, controls: .blanked)
        try parser.check(post.body.utf8.count, limit: limits.bodyBytes, name: name)
        let title = line(try cleaner.clean(post.title))
        let author = line(try cleaner.clean(post.author))
        let body = try cleaner.clean(post.body)
        let fields = DocumentFields(
            id: name,
            title: title.isEmpty ? "(제목 없음)" : title,
            kind: "post",
            topic: line(try cleaner.clean(post.category)),
            date: DocumentDay.day(post.updatedAt),
            source: author.isEmpty ? "게시판" : "게시판 (\(author))",
            sourceURL: "/api/board/posts/\(post.id)",
            keywords: post.station.isEmpty ? [] : [line(try cleaner.clean(post.station))]
        )
        do throws(DocumentError) {
            return try parser.document(body, .markdown, fields, name: name, hasFrontMatter: false)
        } catch {
            guard error.code == .empty else { throw error }
            return try parser.document(fields.title, .text, fields, name: name)
        }
    }

    /// One line of bounded length.
    private func line(_ text: String) -> String {
        let line = text.split { $0 == "\n" || $0 == "\t" }.joined(separator: " ").trimmed
        return String(line.unicodeScalars.prefix(200))
    }
}
