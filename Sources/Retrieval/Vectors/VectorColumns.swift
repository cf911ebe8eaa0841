/// The vectors of a segment's passages: exact, and in four bits a number for a fast first look at all of them.
struct VectorColumns: Sendable {
    /// Numbers of a block: four in each of eight lanes.
    static let blockSize = 32

    let dimensions: Int
    /// Blocks a vector, the last one filled with zeros.
    let blocksPerVector: Int
    private(set) var count = 0
    /// The exact numbers, `dimensions` a vector.
    private(set) var values: [Float] = []
    /// Each number as a multiple −7…7 of its vector's scale, plus 8: number `8j + i` of a block is nibble j of lane i.
    private(set) var nibbles: [SIMD8<UInt16>] = []
    private(set) var scales: [Float] = []
    /// The sum of each vector's nibbles.
    private(set) var nibbleSums: [Float] = []
    /// How long the difference between each vector and its quantised form is.
    private(set) var residuals: [Float] = []

    init(dimensions: Int) {
        self.dimensions = dimensions
        blocksPerVector = (dimensions + Self.blockSize - 1) / Self.blockSize
    }

    /// - Parameter values: `dimensions` numbers a vector; nil when one of them is no finite number.
    init?(dimensions: Int, values: [Float]) {
        self.init(dimensions: dimensions)
        guard dimensions > 0 else { return nil }
        self.values = values
        count = values.count / dimensions
        nibbles.reserveCapacity(count * blocksPerVector)
        for place in 0..<count {
            guard appendQuantised(at: place * dimensions) else { return nil }
        }
    }

    /// Appends the vector of the next passage; nil, or one of another length: it has none, and is close to nothing.
    mutating func append(_ vector: [Float]?) {
        if let vector, vector.count == dimensions, vector.allSatisfy(\.isFinite) {
            values.append(contentsOf: vector)
        } else {
            values.append(contentsOf: repeatElement(0, count: dimensions))
        }
        _ = appendQuantised(at: count * dimensions)
        count += 1
    }

    /// The exact vector of a passage.
    func vector(at place: Int) -> [Float] {
        Array(values[place * dimensions..<(place + 1) * dimensions])
    }

    /// The exact inner product with the vector of a passage.
    func similarity(_ query: Span<Float>, at place: Int) -> Float {
        let vector = values.span.extracting(place * dimensions..<(place + 1) * dimensions)
        precondition(vector.count == query.count, "vectors of one index are of one length")
        var sums = SIMD8<Float>()
        var start = 0
        while start + 8 <= vector.count {
            let left = SIMD8(
                vector[start],
                vector[start + 1],
                vector[start + 2],
                vector[start + 3],
                vector[start + 4],
                vector[start + 5],
                vector[start + 6],
                vector[start + 7]
            )
            let right = SIMD8(
                query[start],
                query[start + 1],
                query[start + 2],
                query[start + 3],
                query[start + 4],
                query[start + 5],
                query[start + 6],
                query[start + 7]
            )
            sums += left * right
            start += 8
        }
        var sum = sums.sum()
        while start < vector.count {
            sum += vector[start] * query[start]
            start += 1
        }
        return sum
    }

    /// False, and nothing is appended, when a number is not finite.
    private mutating func appendQuantised(at start: Int) -> Bool {
        let values = values
        let vector = values.span.extracting(start..<start + dimensions)
        var (largest, check): (Float, Float) = (0, 0)
        for index in vector.indices {
            largest = max(largest, vector[index].magnitude)
            check += vector[index] * 0
        }
        guard check == 0 else { return false }
        let scale = largest / 7
        let inverse = scale > .leastNormalMagnitude ? 1 / scale : 0
        var (squares, sum): (Float, Int32) = (0, 0)
        for block in 0..<blocksPerVector {
            var lanes = SIMD8<UInt16>()
            let first = block * Self.blockSize
            for place in 0..<Self.blockSize {
                let value = first + place < vector.count ? vector[first + place] : 0
                // Between 1 and 15; cutting off what is behind the point rounds.
                let nibble = Int32(value * inverse + 8.5)
                let difference = value - Float(nibble - 8) * scale
                squares += difference * difference
                sum += nibble
                lanes[place & 7] |= UInt16(truncatingIfNeeded: nibble) &<< UInt16((place >> 3) * 4)
            }
            nibbles.append(lanes)
        }
        scales.append(scale)
        nibbleSums.append(Float(sum))
        residuals.append(squares.squareRoot())
        return true
    }
}
