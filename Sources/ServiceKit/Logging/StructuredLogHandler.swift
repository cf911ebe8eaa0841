package import Logging
package import Core

/// Writes log events as one line each, JSON or text.
package struct StructuredLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level
    private let formatter: LogLineFormatter
    private let now: @Sendable () -> Timestamp
    private let write: @Sendable ([UInt8]) -> Void

    /// `now` and `write` are replaced in tests; the time of a line is the real one whatever `CLOCK` says.
    package init(
        service: String,
        version: String,
        format: LogFormat,
        level: Logger.Level,
        metadataProvider: Logger.MetadataProvider? = nil,
        now: @escaping @Sendable () -> Timestamp = WallClock.realNow,
        write: @escaping @Sendable ([UInt8]) -> Void = { StandardStream.output.write($0) }
    ) {
        formatter = LogLineFormatter(service: service, version: version, format: format)
        logLevel = level
        self.metadataProvider = metadataProvider
        self.now = now
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get(), !provided.isEmpty {
            all.merge(provided) { _, new in new }
        }
        if let own = event.metadata {
            all.merge(own) { _, new in new }
        }
        if let error = event.error {
            all["error"] = "\(error)"
        }
        // Hummingbird's own id; requests carry `request.id` instead.
        all["hb.request.id"] = nil
        write(formatter.line(at: now(), level: event.level, message: event.message.description, metadata: all))
    }
}
