/// The repositories of one session: what is done through them is done together or not at all.
package struct BoardRepositories {
    private let session: any SQLSession

    package init(_ session: any SQLSession) {
        self.session = session
    }

    package var accounts: any AccountRepository { SQLAccountRepository(session) }
    package var sessions: any SessionRepository { SQLSessionRepository(session) }
    package var posts: any PostRepository { SQLPostRepository(session) }
    package var postWords: any WordRepository { SQLWordRepository(session, .posts) }
    package var commentWords: any WordRepository { SQLWordRepository(session, .comments) }
    package var comments: any CommentRepository { SQLCommentRepository(session) }
    package var reactions: any ReactionRepository { SQLReactionRepository(session) }
    package var attachments: any AttachmentRepository { SQLAttachmentRepository(session) }
    package var audit: any AuditRepository { SQLAuditRepository(session) }
    package var answers: any AnswerRepository { SQLAnswerRepository(session) }

    /// Every statement that the board sends, for the test that reads them all.
    package static var statements: [SQLStatement] {
        SQLAccountRepository.statements + SQLSessionRepository.statements + SQLPostRepository.statements
            + SQLWordRepository.statements + SQLCommentRepository.statements + SQLReactionRepository.statements
            + SQLAttachmentRepository.statements + SQLAuditRepository.statements + SQLAnswerRepository.statements
    }
}
