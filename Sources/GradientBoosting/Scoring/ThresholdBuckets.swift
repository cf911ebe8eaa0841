/// Equal parts of the range of some thresholds, to find how many of them are below a value in few steps.
///
/// The bucket of a value is computed by operations that keep order under rounding, so all thresholds in lower buckets
/// are below the value and all in higher ones above it; only those of its own bucket are left to search.
struct ThresholdBuckets: Sendable {
    private static let limit = 1024

    let lowest: Float
    let highest: Float
    /// Buckets per unit of the feature.
    let scale: Float
    /// How many thresholds are in lower buckets, by bucket.
    let starts: [UInt16]
    /// Steps of a binary search in the fullest bucket.
    let searchSteps: Int

    /// - Parameter thresholds: ascending, at least one; LightGBM writes infinite ones too.
    init(_ thresholds: [Float]) {
        let lowest = thresholds.first(where: \.isFinite) ?? 0
        let highest = thresholds.last(where: \.isFinite) ?? 0
        var bucketCount = 1
        while bucketCount < Self.limit, bucketCount < 4 * thresholds.count { bucketCount *= 2 }
        let range = highest - lowest
        let ratio = Float(bucketCount - 1) / range
        let scale = range.isFinite && ratio.isFinite ? ratio : 0
        self.lowest = lowest
        self.highest = highest
        self.scale = scale
        var counts = Array(repeating: 0, count: bucketCount)
        for threshold in thresholds {
            counts[Self.bucket(of: threshold, lowest: lowest, highest: highest, scale: scale)] += 1
        }
        var below = 0
        starts = counts.map { count in
            defer { below += count }
            return UInt16(below)
        }
        searchSteps = Int.bitWidth - (counts.max() ?? 1).leadingZeroBitCount
    }

    /// The bucket of a value; that of NaN is the first.
    @inline(__always)
    static func bucket(of value: Float, lowest: Float, highest: Float, scale: Float) -> Int {
        let clamped = value > lowest ? (value < highest ? value : highest) : lowest
        // 2^23 leaves the nearest whole number in the low bits, without a conversion that could trap.
        return Int(((clamped - lowest) * scale + 0x1p23).bitPattern & 0x7F_FFFF)
    }
}
