package import Core

/// A city at one moment as columns of floats; element `r` belongs to row `r` of the ``StationIndex``. NaN is unknown.
package struct CityFrame: Sendable {
    package let at: Timestamp
    package let utcOffsetSeconds: Int
    package var bikes: [Float]
    package var docksFree: [Float]
    package var racks: [Float]
    /// Unix seconds of each station's own last report; 0 where the source gives none.
    package var reportedAt: [UInt32]

    package init(at: Timestamp, utcOffsetSeconds: Int, stationCount: Int) {
        self.at = at
        self.utcOffsetSeconds = utcOffsetSeconds
        bikes = [Float](repeating: .nan, count: stationCount)
        docksFree = bikes
        racks = bikes
        reportedAt = [UInt32](repeating: 0, count: stationCount)
    }

    /// The same city from the snapshot's own columns.
    package init(_ frame: SnapshotFrame) {
        self.init(at: frame.observedAt, utcOffsetSeconds: frame.utcOffsetSeconds, stationCount: frame.bikes.count)
        for row in frame.rows.lazy.map(Int.init) where frame.bikes[row] != SnapshotFrame.absent {
            bikes[row] = Float(frame.bikes[row])
            docksFree[row] = Float(frame.docksFree[row])
            racks[row] = Float(frame.racks[row])
        }
    }

    package var stationCount: Int { bikes.count }

    /// Bikes at a row; NaN beyond the columns, where stations came later than this frame.
    func bikes(at row: Int) -> Float { row < bikes.count ? bikes[row] : .nan }

    /// Local days since the epoch.
    package var localDay: Int { Int(localSeconds.floorDivided(by: 86_400)) }
    /// Local minutes since midnight.
    package var minuteOfDay: Int { Int(localSeconds - Int64(localDay) * 86_400) / 60 }

    private var localSeconds: Int64 { at.seconds + Int64(utcOffsetSeconds) }
}

/// The frames of the last three hours, found by their age on a grid of ten minutes.
package struct RecentFrames: Sendable {
    /// Steps of ten minutes that features look back.
    package static let steps = 18
    static let stepSeconds: Int64 = 600
    /// Frames kept, however often the source is polled.
    private static let limit = 400

    private var frames: [CityFrame] = []

    package init() {}

    /// The newest frame.
    package var newest: CityFrame? { frames.last }

    /// Takes the next frame; one that is not newer than the last is ignored.
    package mutating func append(_ frame: CityFrame) {
        if let newest, frame.at <= newest.at { return }
        frames.append(frame)
        let oldest = frame.at.advanced(bySeconds: -Self.stepSeconds * Int64(Self.steps + 1))
        if frames.count > Self.limit { frames.removeFirst(frames.count - Self.limit) }
        if let first = frames.firstIndex(where: { $0.at >= oldest }), first > 0 { frames.removeFirst(first) }
    }

    /// The frames 0, 10, … 180 minutes before the newest: for each the nearest within half a step, nil without one.
    package func grid() -> [CityFrame?] {
        guard let newest else { return [] }
        var grid: [CityFrame?] = [newest]
        var candidate = frames.count - 1
        for step in 1...Self.steps {
            let wanted = newest.at.advanced(bySeconds: -Int64(step) * Self.stepSeconds)
            while candidate > 0, isNearer(frames[candidate - 1], than: frames[candidate], to: wanted) { candidate -= 1 }
            let offset = abs(frames[candidate].at.secondsSince(wanted))
            grid.append(offset < Double(Self.stepSeconds) / 2 ? frames[candidate] : nil)
        }
        return grid
    }

    private func isNearer(_ frame: CityFrame, than other: CityFrame, to time: Timestamp) -> Bool {
        abs(frame.at.secondsSince(time)) <= abs(other.at.secondsSince(time))
    }
}
