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
package struct PostDraft: RequestBody {
    package static let members = ["title", "body", "category", "station_id", "kind"]
    package static let nullable = ["category", "station_id", "kind"]

    let title: String
    let body: String
    let category: ChosenWord<PostCategory>?
    let stationId: String?
    let kind: ChosenWord<PostKind>?

    /// Throws 422 with every field that is not right.
    func content(by account: Account) throws(Problem) -> PostContent {
        var check = FieldCheck()
        let kind = check.choice(kind, "kind") ?? .post
        let content = PostContent(
            title: title,
            body: body,
            category: check.choice(category, "category") ?? (kind == .fault ? .station : .general),
            stationID: stationId,
            kind: kind,
            state: kind == .fault ? .open : nil
        )
        check.content(content, by: account)
        try check.finish()
        return content
    }
}

/// A change of a post: fields that are left out stay as they are.
package struct PostPatch: RequestBody {
    package static let members = ["title", "body", "category", "station_id", "state"]
    package static let nullable = ["station_id"]

    let title: String?
    let body: String?
    let category: ChosenWord<PostCategory>?
    /// Set to null it is taken away.
    let stationId: String??
    let state: ChosenWord<FaultState>?

    private enum CodingKeys: CodingKey {
        case title, body, category, stationId, state
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        title = try container.decodeIfPresent(String.self, forKey: .title)
        body = try container.decodeIfPresent(String.self, forKey: .body)
        category = try container.decodeIfPresent(ChosenWord<PostCategory>.self, forKey: .category)
        state = try container.decodeIfPresent(ChosenWord<FaultState>.self, forKey: .state)
        stationId =
            container.contains(.stationId)
            ? .some(try container.decodeIfPresent(String.self, forKey: .stationId)) : nil
    }

    /// `content` with the changes; throws 422 with every field that is not right.
    func applied(to content: PostContent, by account: Account) throws(Problem) -> PostContent {
        var check = FieldCheck()
        var changed = content
        changed.title = title ?? content.title
        changed.body = body ?? content.body
        changed.category = check.choice(category, "category") ?? content.category
        if let stationId { changed.stationID = stationId }
        changed.state = check.choice(state, "state") ?? content.state
        check.require(state == nil || content.kind == .fault, "state", "is for fault reports only")
        if changed != content { check.content(changed, by: account, wasNotice: content.category == .notice) }
        try check.finish()
        return changed
    }
}

extension FieldCheck {
    fileprivate mutating func content(_ content: PostContent, by account: Account, wasNotice: Bool = false) {
        text(content.title, "title", PostLimits.title, allowsLines: false)
        text(content.body, "body", PostLimits.body, allowsLines: true)
        if let stationID = content.stationID {
            let isPlain = stationID.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            require(isPlain && PostLimits.station.contains(stationID.utf8.count), "station_id", "is no station's id")
        }
        require(content.kind == .post || content.stationID != nil, "station_id", "is required for a fault report")
        require(
            content.category != .notice || wasNotice || account.role >= .moderator,
            "category",
            "notice is for moderators"
        )
    }
}
