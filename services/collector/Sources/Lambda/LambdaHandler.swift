import Core
import LiveStore
import ServiceKit

/// Does one invocation's work within its deadline.
struct LambdaHandler {
    let parts: CollectorParts
    let poller: Poller
    let restorer: SnapshotRestorer
    /// Real time kept back for the answer.
    private static let reserve: Duration = .seconds(1)

    /// What went wrong, as Lambda's error type (`Function.…`) and a message.
    struct Failure: Error {
        let type: String
        let message: String
    }

    /// Polls the event's slot unless it has been polled, and returns the result's JSON.
    func handle(_ body: [UInt8], deadline: Timestamp) async throws(Failure) -> [UInt8] {
        let event: LambdaEvent
        do throws(JSONError) {
            event = try LambdaEvent(body)
        } catch {
            throw Failure(type: "Function.InvalidEvent", message: "the event cannot be read: \(error)")
        }
        let left = Duration.milliseconds(deadline.milliseconds - WallClock.realNow().milliseconds) - Self.reserve
        guard left > .zero else { throw Self.outOfTime }
        let slot = slot(of: event)
        do {
            return Self.result(
                try await withDeadline(left) { try await poll(slot, isForced: event.isForced) },
                slot: slot
            )
        } catch is DeadlineExceeded {
            throw Self.outOfTime
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(type: "Function.PollFailed", message: "\(error)")
        }
    }

    private static let outOfTime = Failure(
        type: "Function.OutOfTime",
        message: "the poll did not end within the function's time-out; nothing went live"
    )

    /// The slot the schedule meant; an event from the future or long past names the present one.
    private func slot(of event: LambdaEvent) -> Timestamp {
        let current = parts.schedule.current
        guard let scheduled = event.scheduledAt?.slotStart(intervalSeconds: parts.schedule.intervalSeconds) else {
            return current
        }
        return scheduled <= current && parts.schedule.end(of: scheduled) >= current ? scheduled : current
    }

    private func poll(_ slot: Timestamp, isForced: Bool) async throws -> Poller.Visit {
        await restorer.restoreNewest()
        if isForced { return .polled(try await parts.collector.poll()) }
        return try await poller.visit(slot)
    }

    private static func result(_ visit: Poller.Visit, slot: Timestamp) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("slot", ZonedTimestamp(slot, utcOffsetSeconds: 0))
        switch visit {
        case .taken: writer.field("result", "already_polled")
        case .polled(.live(let stations)):
            writer.field("result", "live")
            writer.field("stations", stations)
        case .polled(.held(let stations, let polls)):
            writer.field("result", "held")
            writer.field("stations", stations)
            writer.field("polls", polls)
        case .polled(.unchanged): writer.field("result", "unchanged")
        }
        writer.endObject()
        return writer.bytes
    }
}
