import Core
import ServiceKit

/// The limits of what people write, in Unicode scalars.
package enum PostLimits {
    package static let title = 1...200
    package static let body = 1...20_000
    package static let comment = 1...5_000
    package static let station = 1...64
}

/// A new post as a client sends it.
package struct PostDraft: Decodable, Sendable {
    package let title: String
    package let body: String
    package let category: PostCategory?
    package let stationId: String?
    package let kind: PostKind?

    /// Throws 422 with every field that is not right.
    func content(by account: Account) throws(Problem) -> PostContent {
        let kind = kind ?? .post
        let content = PostContent(
            title: title,
            body: body,
            category: category ?? (kind == .fault ? .station : .general),
            stationID: stationId,
            kind: kind,
            state: kind == .fault ? .open : nil
        )
        try content.check(by: account)
        return content
    }
}

/// A change of a post: fields that are left out stay as they are.
package struct PostPatch: Decodable, Sendable {
    package let title: String?
    package let body: String?
    package let category: PostCategory?
    /// Set to null it is taken away.
    package let stationId: String??
    package let state: FaultState?

    private enum CodingKeys: CodingKey {
        case title, body, category, stationId, state
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        title = try container.decodeIfPresent(String.self, forKey: .title)
        body = try container.decodeIfPresent(String.self, forKey: .body)
        category = try container.decodeIfPresent(PostCategory.self, forKey: .category)
        state = try container.decodeIfPresent(FaultState.self, forKey: .state)
        stationId =
            container.contains(.stationId)
            ? .some(try container.decodeIfPresent(String.self, forKey: .stationId)) : nil
    }

    /// `content` with the changes; throws 422 with every field that is not right.
    func applied(to content: PostContent, by account: Account) throws(Problem) -> PostContent {
        var changed = content
        changed.title = title ?? content.title
        changed.body = body ?? content.body
        changed.category = category ?? content.category
        if let stationId { changed.stationID = stationId }
        if let state {
            guard content.kind == .fault else {
                throw .unprocessable(
                    "Only fault reports have a state.",
                    errors: [.init(field: "state", message: "is not for posts")]
                )
            }
            changed.state = state
        }
        if changed != content { try changed.check(by: account, wasNotice: content.category == .notice) }
        return changed
    }
}

extension PostContent {
    fileprivate func check(by account: Account, wasNotice: Bool = false) throws(Problem) {
        var check = FieldCheck()
        check.text(title, "title", PostLimits.title, allowsLines: false)
        check.text(body, "body", PostLimits.body, allowsLines: true)
        if let stationID {
            let isPlain = stationID.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            check.require(
                isPlain && PostLimits.station.contains(stationID.utf8.count),
                "station_id",
                "is no station's id"
            )
        }
        check.require(kind == .post || stationID != nil, "station_id", "is required for a fault report")
        check.require(
            category != .notice || wasNotice || account.role >= .moderator,
            "category",
            "notice is for moderators"
        )
        try check.finish()
    }
}
