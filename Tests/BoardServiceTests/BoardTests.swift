import Testing

/// All that runs on both databases; one MariaDB server serves them one after the other.
@Suite(.boardDatabases, .serialized) struct BoardTests {}
