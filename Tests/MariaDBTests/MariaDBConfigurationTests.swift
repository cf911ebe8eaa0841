import MariaDB
import Testing

struct MariaDBConfigurationTests {
    @Test func `a URL says everything`() throws {
        let configuration = try MariaDBConfiguration(
            url: "mysql://board:p%40ss%2Fw@db.example.org:3307/posts?tls=required&ca=/etc/rds.pem"
        )
        #expect(configuration.host == "db.example.org")
        #expect(configuration.port == 3307)
        #expect(configuration.user == "board")
        #expect(configuration.password == "p@ss/w")
        #expect(configuration.database == "posts")
        #expect(configuration.tls == .required)
        #expect(configuration.certificateAuthorities == "/etc/rds.pem")
    }

    @Test func `what a URL leaves out has a default`() throws {
        let configuration = try MariaDBConfiguration(url: "mysql://board@localhost/posts")
        #expect(configuration.port == 3306)
        #expect(configuration.password.isEmpty)
        #expect(configuration.tls == .preferred)
    }

    @Test(arguments: [
        "", "postgres://u@h/d", "mysql://h/d", "mysql://u@h", "mysql://u@h/a/b", "mysql://u@h:99999/d",
        "mysql://u@h/d?tls=maybe", "mysql://u@h/d?speed=high", "mysql://u:p@ss@h:x/d",
    ])
    func `a malformed URL is refused`(url: String) {
        #expect(performing: { try MariaDBConfiguration(url: url) }, throws: isMariaDBError(.configuration))
    }

    @Test func `the password is never shown`() throws {
        let configuration = try MariaDBConfiguration(url: "mysql://board:secret@localhost/posts")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in [
            "\(configuration)", String(reflecting: configuration), String(describing: [configuration]), dumped,
        ] {
            #expect(!text.contains("secret"))
            #expect(text.contains("board@localhost:3306/posts"))
        }
    }

    @Test(
        arguments: [
            (1213, "deadlock", true), (1205, "lock wait timeout", true), (2006, "connection lost", true),
            (2013, "connection lost", true), (2003, "unreachable", true), (1290, "read only", true),
            (1040, "overloaded", true), (1062, "duplicate key", false), (1452, "foreign key", false),
            (1045, "access denied", false), (1064, "statement", false),
        ] as [(UInt32, String, Bool)]
    )
    func `an error number has a kind and a verdict on trying again`(errno: UInt32, kind: String, retriable: Bool) {
        let error = MariaDBError(errno: errno, sqlState: "HY000", message: "")
        #expect(error.code.rawValue == kind)
        #expect(error.isRetriable == retriable)
    }
}
