extension Duration {
    /// Parses a duration as settings write it: `500ms`, `2s`, `5m`, `1h`; nil when it is anything else or negative.
    package init?(settingText text: String) {
        let units: [(suffix: String, milliseconds: Int64)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)]
        for unit in units where text.hasSuffix(unit.suffix) {
            guard let value = Int64(text.dropLast(unit.suffix.count)), value >= 0, value <= 31_536_000_000 else {
                continue
            }
            self = .milliseconds(value * unit.milliseconds)
            return
        }
        return nil
    }

    /// Seconds as a number, to the nanosecond.
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }

    /// Whole milliseconds, rounded down.
    package var inMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
