/// The schema, version by version. What is released is never changed: a later version corrects it.
package enum BoardSchema {
    package struct Version: Sendable {
        package let number: Int
        package let name: String
        var tables: [TableDefinition] = []
        /// What is done to rows that are there; each bears to be run twice.
        var corrections: [String] = []

        /// What makes this version out of the one before.
        package func statements(_ dialect: SQLDialect) -> [String] {
            tables.flatMap { $0.statements(dialect) } + corrections.map(dialect.translate)
        }
    }

    package static let versions = [
        Version(number: 1, name: "accounts", tables: accountTables),
        Version(number: 2, name: "posts", tables: postTables),
        Version(number: 3, name: "records", tables: recordTables),
        Version(number: 4, name: "search in comments", tables: commentSearchTables),
        Version(number: 5, name: "full-width letters as ASCII", corrections: foldedPairs),
    ]

    // Times are milliseconds since 1970 in UTC.
    private static let accountTables = [
        TableDefinition(
            name: "accounts",
            columns: [
                "id {identity}", "name VARCHAR(40) NOT NULL", "name_key VARCHAR(80) NOT NULL",
                "password_hash VARCHAR(200) NOT NULL", "role VARCHAR(16) NOT NULL", "token_version INT NOT NULL",
                "created_at BIGINT NOT NULL",
            ],
            indexes: [.init(name: "accounts_name", columns: "name_key", isUnique: true)]
        ),
        TableDefinition(
            name: "sessions",
            columns: [
                "id {identity}", "account_id BIGINT NOT NULL", "created_at BIGINT NOT NULL",
                "expires_at BIGINT NOT NULL", "revoked_at BIGINT",
            ],
            indexes: [
                .init(name: "sessions_account", columns: "account_id"),
                .init(name: "sessions_expiry", columns: "expires_at"),
            ]
        ),
        TableDefinition(
            name: "refresh_tokens",
            columns: [
                "token_hash VARBINARY(32) NOT NULL", "session_id BIGINT NOT NULL", "expires_at BIGINT NOT NULL",
                "used_at BIGINT", "PRIMARY KEY (token_hash)",
            ],
            indexes: [.init(name: "refresh_tokens_session", columns: "session_id")],
            isClustered: true
        ),
        TableDefinition(
            name: "sign_in_failures",
            columns: [
                "name_key VARCHAR(80) NOT NULL", "failures INT NOT NULL", "locked_until BIGINT NOT NULL",
                "updated_at BIGINT NOT NULL", "PRIMARY KEY (name_key)",
            ],
            indexes: [.init(name: "sign_in_failures_age", columns: "updated_at")],
            isClustered: true
        ),
    ]

    private static let postTables = [
        TableDefinition(
            name: "posts",
            columns: [
                "id {identity}", "author_id BIGINT NOT NULL", "title VARCHAR(200) NOT NULL",
                "body MEDIUMTEXT NOT NULL", "category VARCHAR(16) NOT NULL", "station_id VARCHAR(64)",
                "kind VARCHAR(8) NOT NULL", "state VARCHAR(8)",
                // 0 there, 1 deleted, 2 purged: the row stays as the tombstone of its id.
                "status INT NOT NULL", "version INT NOT NULL",
                // 0 until the feed of changes numbers it; see SQLPostRepository+Changes.
                "change_number BIGINT NOT NULL", "created_at BIGINT NOT NULL", "updated_at BIGINT NOT NULL",
                "deleted_at BIGINT", "deleted_by BIGINT", "closed_at BIGINT", "closed_by BIGINT",
            ],
            indexes: [
                .init(name: "posts_newest", columns: "status, id"),
                .init(name: "posts_updated", columns: "status, updated_at, id"),
                .init(name: "posts_category", columns: "status, category, id"),
                .init(name: "posts_station", columns: "status, station_id, id"),
                .init(name: "posts_author", columns: "status, author_id, id"),
                .init(name: "posts_kind", columns: "status, kind, id"),
                .init(name: "posts_state", columns: "status, state, id"),
                .init(name: "posts_changes", columns: "change_number"),
                .init(name: "posts_deleted", columns: "status, deleted_at"),
            ]
        ),
        TableDefinition(
            name: "post_counters",
            columns: [
                "post_id BIGINT NOT NULL", "views BIGINT NOT NULL", "comments INT NOT NULL",
                "attachments INT NOT NULL", "likes INT NOT NULL", "helpfuls INT NOT NULL", "sames INT NOT NULL",
                "PRIMARY KEY (post_id)",
            ],
            isClustered: true
        ),
        TableDefinition(
            name: "post_words",
            // Two characters as one number; the newest posts of a pair lie together, at the end of its range.
            columns: ["pair BIGINT NOT NULL", "post_id BIGINT NOT NULL", "PRIMARY KEY (pair, post_id)"],
            isClustered: true
        ),
        TableDefinition(
            name: "change_numbers",
            columns: ["id INT NOT NULL", "last_number BIGINT NOT NULL", "PRIMARY KEY (id)"],
            isClustered: true
        ),
        TableDefinition(
            name: "comments",
            columns: [
                "id {identity}", "post_id BIGINT NOT NULL", "author_id BIGINT NOT NULL", "body MEDIUMTEXT NOT NULL",
                "status INT NOT NULL", "version INT NOT NULL", "created_at BIGINT NOT NULL",
                "updated_at BIGINT NOT NULL", "deleted_at BIGINT", "deleted_by BIGINT",
            ],
            indexes: [
                .init(name: "comments_post", columns: "post_id, status, id"),
                .init(name: "comments_deleted", columns: "status, deleted_at"),
            ]
        ),
    ]

    private static let recordTables = [
        TableDefinition(
            name: "reactions",
            columns: [
                "post_id BIGINT NOT NULL", "account_id BIGINT NOT NULL", "kind VARCHAR(8) NOT NULL",
                "created_at BIGINT NOT NULL", "PRIMARY KEY (post_id, account_id, kind)",
            ],
            isClustered: true
        ),
        TableDefinition(
            name: "attachments",
            columns: [
                "id {identity}", "post_id BIGINT NOT NULL", "uploader_id BIGINT NOT NULL",
                "name VARCHAR(200) NOT NULL", "media_type VARCHAR(64) NOT NULL", "size INT NOT NULL",
                "sha256 VARCHAR(64) NOT NULL", "object_key VARCHAR(200) NOT NULL", "created_at BIGINT NOT NULL",
            ],
            indexes: [
                .init(name: "attachments_post", columns: "post_id"),
                .init(name: "attachments_object", columns: "object_key", isUnique: true),
            ]
        ),
        TableDefinition(
            name: "audit",
            columns: [
                "id {identity}", "at BIGINT NOT NULL", "actor_id BIGINT", "action VARCHAR(40) NOT NULL",
                "subject VARCHAR(16) NOT NULL", "subject_id BIGINT NOT NULL", "detail VARCHAR(500) NOT NULL",
            ],
            indexes: [.init(name: "audit_subject", columns: "subject, subject_id, id")]
        ),
        TableDefinition(
            name: "answers",
            columns: [
                "account_id BIGINT NOT NULL", "request_key VARCHAR(200) NOT NULL", "fingerprint VARBINARY(32) NOT NULL",
                "status INT NOT NULL", "location VARCHAR(200)", "etag VARCHAR(40)", "body MEDIUMBLOB NOT NULL",
                "created_at BIGINT NOT NULL", "PRIMARY KEY (account_id, request_key)",
            ],
            indexes: [.init(name: "answers_age", columns: "created_at")],
            isClustered: true
        ),
    ]

    private static let commentSearchTables = [
        TableDefinition(
            name: "comment_words",
            columns: ["pair BIGINT NOT NULL", "comment_id BIGINT NOT NULL", "PRIMARY KEY (pair, comment_id)"],
            isClustered: true
        )
    ]

    /// Pairs of full-width letters become those of the ASCII they are compared as now: see ``SearchText/fullWidth``.
    private static let foldedPairs = [("post_words", "post_id"), ("comment_words", "comment_id")].flatMap { table, id in
        let (wide, offset) = (SearchText.fullWidth, SearchText.fullWidthOffset)
        let range = "BETWEEN \(wide.lowerBound) AND \(wide.upperBound)"
        let (left, right) = ("(pair >> 21) \(range)", "(pair & 2097151) \(range)")
        let folded = """
            pair - (CASE WHEN \(left) THEN \(offset) << 21 ELSE 0 END) - (CASE WHEN \(right) THEN \(offset) ELSE 0 END)
            """
        return [
            "INSERT {or ignore} INTO \(table) (pair, \(id)) SELECT \(folded), \(id) FROM \(table) WHERE \(left) OR \(right)",
            "DELETE FROM \(table) WHERE \(left) OR \(right)",
        ]
    }
}
