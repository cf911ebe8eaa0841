import ModelClients
import Testing

/// Ids of points, as Python's `uuid.uuid5` makes them.
struct QdrantPointIDTests {
    @Test(arguments: [
        ("fares-day-ticket.ko#2", "482b988a-83d1-550a-860b-0d92af0043fb"),
        ("", "48bb4dfd-5ba7-5df9-8641-c4f5593ec9b8"),
        ("따릉이#0", "02bfd7ae-a859-5459-8f6d-82842c61879e"),
        // The lengths around which a block of the digest is full, the 16 bytes of the namespace included.
        (String(repeating: "x", count: 35), "b65e0ee3-a2b7-5169-8092-c96e6a80f123"),
        (String(repeating: "x", count: 36), "b6cbaa8f-1e0f-5e2b-a279-84094d7918f2"),
        (String(repeating: "x", count: 39), "987e4b96-64fc-5f27-b897-3942b4d3d6cb"),
        (String(repeating: "x", count: 40), "fb99ed31-f97e-5983-92a9-5db53c780ce7"),
        (String(repeating: "x", count: 47), "c260f3b8-18e9-5b7f-aa79-722fb134e1f9"),
        (String(repeating: "x", count: 48), "e30eb584-9973-5bb1-86d6-719abe067029"),
        (String(repeating: "x", count: 200), "fd2c4b3c-c234-5035-a00b-98ac5fc5386d"),
    ])
    func `the id of a point is the version 5 UUID of its passage's id`(_ id: String, _ uuid: String) {
        #expect(QdrantPointID.text(of: id) == uuid)
    }
}
