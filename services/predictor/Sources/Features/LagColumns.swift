import Core

/// The counts of the last three hours on the ten-minute grid, and where to find what was usual then.
struct LagColumns {
    /// Rows of a step in memory: whole blocks of four.
    let stride: Int
    /// Element step × stride + row, step 0 being now; NaN where unknown.
    let bikes: [Float]
    /// Unix seconds of each step's last report; 0 where the source gives none.
    let reported: [UInt32]
    /// Where the usual levels at each step begin in their table, and the usual flows of the ten minutes that end then.
    let levelStarts: [Int]
    let flowStarts: [Int]

    init(_ grid: [CityFrame?], stationCount: Int, usual: UsualCity) {
        stride = FeatureBlock.stride(stationCount)
        var bikes: [Float] = []
        var reported: [UInt32] = []
        bikes.reserveCapacity(grid.count * stride)
        reported.reserveCapacity(grid.count * stride)
        for frame in grid {
            let rows = min(stationCount, frame?.stationCount ?? 0)
            if let frame {
                bikes.append(contentsOf: frame.bikes[0..<rows])
                reported.append(contentsOf: frame.reportedAt[0..<rows])
            }
            bikes.append(contentsOf: repeatElement(.nan, count: stride - rows))
            reported.append(contentsOf: repeatElement(0, count: stride - rows))
        }
        self.bikes = bikes
        self.reported = reported
        let minute = grid.first.flatMap { $0?.minuteOfDay } ?? 0
        let daily = usual.daily
        levelStarts = grid.indices.map { daily.start(minute: minute - $0 * 10) }
        flowStarts = grid.indices.map { daily.start(minute: minute - ($0 + 1) * 10) }
    }
}
