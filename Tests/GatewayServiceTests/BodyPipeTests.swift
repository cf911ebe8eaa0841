import GatewayService
import Testing

@Suite(.timeLimit(.minutes(1))) struct BodyPipeTests {
    private struct Broken: Error {}

    @Test func `pieces arrive in order and end`() async throws {
        let pipe = BodyPipe(capacity: 4)
        async let received = pipe.reduce(into: [UInt8]()) { $0 += $1 }
        for byte in 0..<100 as Range<UInt8> { await pipe.write([byte, byte]) }
        pipe.finish()
        #expect(try await received == (0..<100).flatMap { [UInt8($0), UInt8($0)] })
        try await pipe.waitUntilFinished()
    }

    @Test func `a writer waits for room`() async throws {
        let pipe = BodyPipe(capacity: 4)
        #expect(await pipe.write([1, 2, 3]))
        let writer = Task { await pipe.write([4, 5, 6]) }
        #expect(try await pipe.next() == [1, 2, 3])
        #expect(await writer.value)
        #expect(try await pipe.next() == [4, 5, 6])
    }

    @Test func `a body that breaks off breaks off for both`() async throws {
        let pipe = BodyPipe(capacity: 4)
        await pipe.write([1])
        pipe.finish(throwing: Broken())
        pipe.finish()
        #expect(try await pipe.next() == [1])
        await #expect(throws: Broken.self) { try await pipe.next() }
        await #expect(throws: Broken.self) { try await pipe.waitUntilFinished() }
    }

    @Test func `a writer is not held up once nobody sends`() async throws {
        let pipe = BodyPipe(capacity: 1)
        let writer = Task {
            for _ in 0..<1000 { await pipe.write([1, 2]) }
        }
        do {
            var pieces = pipe.makeAsyncIterator()
            _ = try await pieces.next()
        }
        await writer.value
        #expect(await pipe.write([1]) == false)
    }

    @Test func `a cancelled sender gets an empty piece and then the end`() async throws {
        let pipe = BodyPipe(capacity: 1)
        let sender = Task { (try await pipe.next(), try await pipe.next()) }
        sender.cancel()
        let (first, second) = try await sender.value
        #expect(first == [] && second == nil)
        #expect(await pipe.write([1, 2]) == false)
    }

    @Test func `a cancelled writer goes on at once`() async {
        let pipe = BodyPipe(capacity: 1)
        let writer = Task { await pipe.write([1, 2]) }
        writer.cancel()
        #expect(await writer.value == false)
    }

    @Test func `both sides may leave at any moment`() async {
        for _ in 0..<300 {
            let pipe = BodyPipe(capacity: 8)
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for size in 0..<20 { await pipe.write(Array(repeating: 1, count: size)) }
                    pipe.finish()
                }
                group.addTask {
                    var pieces = pipe.makeAsyncIterator()
                    for _ in 0..<Int.random(in: 0...20) { _ = try? await pieces.next() }
                }
                group.addTask { try? await pipe.waitUntilFinished() }
                if Bool.random() { group.cancelAll() }
            }
        }
    }
}
