extension DayEvidence {
    /// The same sums with row `r` moved to `rows[r]`; `count` rows in all.
    package func remapped(_ rows: [Int], count: Int) -> DayEvidence {
        var moved = DayEvidence(slotMinutes: slotMinutes, halfLifeDays: halfLifeDays, stationCount: count)
        moved.dayCount = dayCount
        for channel in sums.indices {
            for cell in 0..<2 * slotsPerDay {
                let (from, to) = (cell * stationCount, cell * count)
                for (row, target) in rows.enumerated() where row < stationCount && target < count {
                    moved.sums[channel][to + target] = sums[channel][from + row]
                }
            }
        }
        return moved
    }
}

extension LearnedCity {
    /// The same knowledge with the stations in other rows; `count` rows in all.
    package func remapped(_ rows: [Int], count: Int) -> LearnedCity {
        var moved = self
        moved.evidence = evidence.remapped(rows, count: count)
        moved.recent = recent.remapped(rows, count: count)
        return moved
    }
}
