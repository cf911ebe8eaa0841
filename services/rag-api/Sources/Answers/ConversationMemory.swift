import Synchronization

/// The last turns of conversations, in memory, within limits; the least recently used go first.
package final class ConversationMemory: Sendable {
    /// How much is remembered.
    package struct Limits: Sendable {
        package var conversations = 5000
        /// Questions with their answers in one conversation.
        package var turns = 6
        package var bytesOfConversation = 8 << 10
        package var bytes = 16 << 20
        package var idle: Duration = .seconds(1800)

        package init() {}
    }

    /// One question with what came of it.
    package struct Turn: Sendable, Equatable {
        package var question: String
        package var answer: String
        package var routed: RoutedQuestion
        /// The words a follow-up question is about.
        package var subject: String

        package init(question: String, answer: String, routed: RoutedQuestion, subject: String) {
            self.question = question
            self.answer = answer
            self.routed = routed
            self.subject = subject
        }

        var byteCount: Int { question.utf8.count + answer.utf8.count + subject.utf8.count + 64 }
    }

    private struct Conversation {
        var turns: [Turn] = []
        var usedAt: ContinuousClock.Instant
        /// Grows with every use: the order in which conversations go.
        var use: UInt64
        var byteCount: Int { turns.reduce(0) { $0 + $1.byteCount } }
    }

    private struct State {
        var conversations: [String: Conversation] = [:]
        /// Ids by their use, oldest first; entries of later uses make earlier ones void.
        var order: [(use: UInt64, id: String)] = []
        var uses: UInt64 = 0
        var bytes = 0
    }

    private let limits: Limits
    private let state = Mutex(State())

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Conversations kept now, and the bytes of their texts.
    package var size: (conversations: Int, bytes: Int) {
        state.withLock { ($0.conversations.count, $0.bytes) }
    }

    /// The turns of a conversation, oldest first; none where it is unknown or has been idle for too long.
    package func turns(_ id: String, now: ContinuousClock.Instant = .now) -> [Turn] {
        state.withLock { state in
            guard let conversation = state.conversations[id] else { return [] }
            guard now - conversation.usedAt < limits.idle else {
                Self.remove(id, &state)
                return []
            }
            return conversation.turns
        }
    }

    /// Adds a turn; what exceeds a limit is forgotten, oldest first.
    package func remember(_ turn: Turn, in id: String, now: ContinuousClock.Instant = .now) {
        var turn = turn
        turn.question = String(turn.question.prefix(500))
        turn.answer = String(turn.answer.prefix(1000))
        let kept = turn
        state.withLock { state in
            state.uses += 1
            var conversation = state.conversations[id] ?? Conversation(usedAt: now, use: 0)
            state.bytes -= conversation.byteCount
            conversation.turns.append(kept)
            conversation.turns = conversation.turns.suffix(limits.turns)
            while conversation.byteCount > limits.bytesOfConversation, conversation.turns.count > 1 {
                conversation.turns.removeFirst()
            }
            (conversation.usedAt, conversation.use) = (now, state.uses)
            state.conversations[id] = conversation
            state.bytes += conversation.byteCount
            state.order.append((state.uses, id))
            shrink(&state, now: now)
        }
    }

    private func shrink(_ state: inout State, now: ContinuousClock.Instant) {
        var dropped = 0
        for entry in state.order {
            let conversation = state.conversations[entry.id]
            let isVoid = conversation?.use != entry.use
            let isOver =
                state.conversations.count > limits.conversations || state.bytes > limits.bytes
                || conversation.map { now - $0.usedAt >= limits.idle } ?? true
            guard isVoid || isOver else { break }
            if !isVoid { Self.remove(entry.id, &state) }
            dropped += 1
        }
        state.order.removeFirst(dropped)
        // A conversation that never pauses leaves void entries behind a live one.
        if state.order.count > 4 * limits.conversations + 64 {
            let uses = state.conversations.mapValues(\.use)
            state.order.removeAll { uses[$0.id] != $0.use }
        }
    }

    private static func remove(_ id: String, _ state: inout State) {
        guard let gone = state.conversations.removeValue(forKey: id) else { return }
        state.bytes -= gone.byteCount
    }
}
