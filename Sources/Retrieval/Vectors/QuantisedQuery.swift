/// A question's vector as the first look takes it: six bits a number.
struct QuantisedQuery {
    /// For each nibble of a block's lanes the number it is multiplied by: a multiple −31…31 of the scale, plus 31.
    private let factors: [[SIMD8<UInt16>]]
    private let scale: Float
    /// The sum of the multiples.
    private let sum: Float
    let length: Float
    /// How long the difference between the vector and its quantised form is.
    let residual: Float

    init(_ vector: [Float]) {
        let largest = vector.reduce(Float(0)) { max($0, $1.magnitude) }
        let scale = largest / 31
        let inverse = scale > 0 ? 1 / scale : 0
        let blockCount = (vector.count + VectorColumns.blockSize - 1) / VectorColumns.blockSize
        // Behind the end of the vector, where multiples are 0.
        var factors = [[SIMD8<UInt16>]](repeating: Array(repeating: SIMD8(repeating: 31), count: blockCount), count: 4)
        var (squares, missing, sum): (Float, Float, Float) = (0, 0, 0)
        for (place, value) in vector.enumerated() {
            let rounded = (value * inverse).rounded()
            factors[place >> 3 & 3][place / VectorColumns.blockSize][place & 7] = UInt16(rounded + 31)
            squares += value * value
            missing += (value - rounded * scale) * (value - rounded * scale)
            sum += rounded
        }
        self.factors = factors
        self.scale = scale
        self.sum = sum
        length = squares.squareRoot()
        residual = missing.squareRoot()
    }

    /// About the inner product with every vector.
    func products(_ columns: VectorColumns) -> [Float] {
        var products = sums(columns)
        let (scales, nibbleSums) = (columns.scales, columns.nibbleSums)
        for place in products.indices {
            // Σ (n − 8)·q from Σ n·(q + 31).
            let product = products[place] - 31 * nibbleSums[place] - 8 * sum
            products[place] = product * scales[place] * scale
        }
        return products
    }

    /// For each vector the sum of its nibbles times the factors.
    ///
    /// A lane takes 16 blocks of 4 products of at most 15 · 62 before it is full; products of 16 bits are what every x86-64 and
    /// ARM processor multiplies eight at a time.
    private func sums(_ columns: VectorColumns) -> [Float] {
        let blockCount = columns.blocksPerVector
        let (firstFactors, secondFactors) = (factors[0], factors[1])
        let (thirdFactors, fourthFactors) = (factors[2], factors[3])
        let nibbles = columns.nibbles.span
        let first = firstFactors.span
        let second = secondFactors.span
        let third = thirdFactors.span
        let fourth = fourthFactors.span
        let mask = SIMD8<UInt16>(repeating: 15)
        var results = [Float](repeating: 0, count: columns.count)
        for place in 0..<columns.count {
            let row = nibbles.extracting(place * blockCount..<(place + 1) * blockCount)
            var low = SIMD4<UInt32>()
            var high = SIMD4<UInt32>()
            var start = 0
            while start < blockCount {
                let end = min(start + 16, blockCount)
                var lanes = SIMD8<UInt16>()
                for block in start..<end {
                    let words = row[block]
                    lanes &+= (words & mask) &* first[block]
                    lanes &+= ((words &>> 4) & mask) &* second[block]
                    lanes &+= ((words &>> 8) & mask) &* third[block]
                    lanes &+= (words &>> 12) &* fourth[block]
                }
                low &+= SIMD4<UInt32>(truncatingIfNeeded: lanes.lowHalf)
                high &+= SIMD4<UInt32>(truncatingIfNeeded: lanes.highHalf)
                start = end
            }
            results[place] = Float((low &+ high).wrappedSum())
        }
        return results
    }
}
