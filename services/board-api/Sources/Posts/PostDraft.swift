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
    package static let members: [BodyMember] = [
        .required("title"), .required("body"), .nullable("category"), .nullable("station_id"), .nullable("kind"),
    ]

    let title: String
    let body: String
    let category: ChosenWord<PostCategory>?
    let stationID: String?
    let kind: ChosenWord<PostKind>?

    package init(_ texts: BodyTexts) {
        title = texts[required: "title"]
        body = texts[required: "body"]
        category = ChosenWord(texts["category"])
        stationID = texts["station_id"]
        kind = ChosenWord(texts["kind"])
    }

    /// Throws 422 with every field that is not right.
    func content(by account: Account) throws(Problem) -> PostContent {
        var check = FieldCheck()
        let kind = check.choice(kind, "kind") ?? .post
        let content = PostContent(
            title: title,
            body: body,
            category: check.choice(category, "category") ?? (kind == .fault ? .station : .general),
            stationID: stationID,
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
    package static let members: [BodyMember] = [
        .optional("title"), .optional("body"), .optional("category"), .nullable("station_id"), .optional("state"),
    ]

    let title: String?
    let body: String?
    let category: ChosenWord<PostCategory>?
    /// Set to null it is taken away.
    let stationID: String??
    let state: ChosenWord<FaultState>?

    package init(_ texts: BodyTexts) {
        title = texts["title"]
        body = texts["body"]
        category = ChosenWord(texts["category"])
        stationID = texts.member("station_id")
        state = ChosenWord(texts["state"])
    }

    /// `content` with the changes; throws 422 with every field that is not right.
    func applied(to content: PostContent, by account: Account) throws(Problem) -> PostContent {
        var check = FieldCheck()
        var changed = content
        changed.title = title ?? content.title
        changed.body = body ?? content.body
        changed.category = check.choice(category, "category") ?? content.category
        if let stationID { changed.stationID = stationID }
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
