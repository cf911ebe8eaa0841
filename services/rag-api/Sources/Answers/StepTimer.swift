import Core
import Synchronization

/// How long the steps of an answer take.
struct StepTimer {
    private(set) var steps: [(step: String, microseconds: Int)] = []
    private var last = ContinuousClock.now

    /// Ends a step.
    mutating func mark(_ step: String) {
        let now = ContinuousClock.now
        steps.append((step, Int((now - last).inSeconds * 1e6)))
        last = now
    }
}

/// True once.
final class FirstTime: Sendable {
    private let isTaken = Mutex(false)

    func take() -> Bool {
        isTaken.withLock { taken in
            defer { taken = true }
            return !taken
        }
    }
}

/// Ids of conversations: 128 random bits, so that nobody guesses another's.
package enum ConversationID {
    package static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        return "c-" + hex(generator.next()) + hex(generator.next())
    }

    /// Whether `text` has the form of one.
    package static func isValid(_ text: String) -> Bool {
        text.utf8.count == 34 && text.hasPrefix("c-")
            && text.utf8.dropFirst(2).allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }

    private static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
