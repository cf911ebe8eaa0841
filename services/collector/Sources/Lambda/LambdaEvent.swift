import Core

/// The event that starts a poll in AWS Lambda: an EventBridge rule's, a schedule's own input, `{}` or `{"force":true}`.
struct LambdaEvent: Equatable {
    /// When the schedule meant it to run; names the slot even when it is delivered late or twice.
    var scheduledAt: Timestamp?
    /// Poll even if the slot has been polled.
    var isForced = false

    /// Throws when the body is no JSON object, or its time is no time.
    init(_ body: [UInt8]) throws(JSONError) {
        var reader = JSONReader(body)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case JSONKey("time"), JSONKey("scheduledTime"), JSONKey("scheduled_time"):
                guard let time = ZonedTimestamp(rfc3339: try reader.readString()) else {
                    throw JSONError("the event's time is not RFC 3339", at: 0)
                }
                scheduledAt = time.instant
            case JSONKey("force"): isForced = try reader.readBool()
            default: try reader.skipValue()
            }
        }
        try reader.expectEnd()
    }
}
