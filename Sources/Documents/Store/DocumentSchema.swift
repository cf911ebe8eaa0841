import SQLite

/// The tables of a document store. What is released is never changed: a later step corrects it.
enum DocumentSchema {
    static let migrations = [
        SQLiteMigration(
            version: 1,
            name: "documents and passages",
            // `content` numbers what was written together: a document shows the passages of its content and no others, so
            // a new one can be filled beside the old and shown by changing one number.
            sql: """
                CREATE TABLE store (
                    one INTEGER PRIMARY KEY CHECK (one = 1),
                    identity TEXT NOT NULL,
                    revision INTEGER NOT NULL,
                    pruned INTEGER NOT NULL,
                    next_content INTEGER NOT NULL
                );
                INSERT INTO store VALUES (1, lower(hex(randomblob(8))), 0, 0, 1);
                CREATE TABLE documents (
                    id TEXT PRIMARY KEY,
                    origin TEXT NOT NULL,
                    path TEXT NOT NULL,
                    version INTEGER NOT NULL,
                    hash BLOB NOT NULL,
                    title TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    topic TEXT NOT NULL,
                    language TEXT NOT NULL,
                    district TEXT,
                    date TEXT,
                    source TEXT NOT NULL,
                    url TEXT,
                    state TEXT NOT NULL,
                    passages INTEGER NOT NULL,
                    content INTEGER NOT NULL,
                    revision INTEGER NOT NULL,
                    updated_at INTEGER NOT NULL
                ) WITHOUT ROWID;
                CREATE UNIQUE INDEX documents_by_revision ON documents (revision);
                CREATE UNIQUE INDEX documents_by_content ON documents (content);
                CREATE INDEX documents_by_origin ON documents (origin, id);
                CREATE TABLE passages (
                    content INTEGER NOT NULL,
                    ordinal INTEGER NOT NULL,
                    heading TEXT NOT NULL,
                    text TEXT NOT NULL,
                    keywords TEXT NOT NULL,
                    text_hash BLOB NOT NULL,
                    PRIMARY KEY (content, ordinal)
                );
                CREATE INDEX passages_by_text ON passages (text_hash);
                CREATE TABLE vectors (
                    embedder TEXT NOT NULL,
                    text_hash BLOB NOT NULL,
                    vector BLOB NOT NULL,
                    PRIMARY KEY (text_hash, embedder)
                );
                CREATE TABLE removed (
                    passage_id TEXT PRIMARY KEY,
                    revision INTEGER NOT NULL
                ) WITHOUT ROWID;
                CREATE INDEX removed_by_revision ON removed (revision);
                CREATE TABLE staged (
                    content INTEGER PRIMARY KEY,
                    document_id TEXT NOT NULL,
                    started_at INTEGER NOT NULL
                );
                CREATE TABLE notes (
                    name TEXT PRIMARY KEY,
                    value TEXT NOT NULL
                ) WITHOUT ROWID;
                """
        )
    ]
}
