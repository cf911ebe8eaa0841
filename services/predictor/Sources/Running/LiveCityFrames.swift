import Core

/// The frames that live features are made from: the last three hours, and the current local day on the ten-minute grid.
struct LiveCityFrames: Sendable {
    private(set) var recent = RecentFrames()
    private var day: Int?
    private var dayFrames: [CityFrame] = []

    /// Takes the next frame; returns the day that ended with it, if one did.
    mutating func append(_ frame: CityFrame) -> (day: Int, frames: [CityFrame])? {
        var ended: (day: Int, frames: [CityFrame])?
        if let day, day != frame.localDay {
            ended = (day, dayFrames)
            dayFrames = []
            // Models are trained on days by themselves: after midnight they know the new day only.
            recent = RecentFrames()
        }
        recent.append(frame)
        day = frame.localDay
        // One frame a slot of ten minutes, the first of it.
        if dayFrames.last?.slot != frame.slot { dayFrames.append(frame) }
        return ended
    }
}

extension CityFrame {
    fileprivate var slot: Int { localDay * 144 + minuteOfDay / 10 }
}
