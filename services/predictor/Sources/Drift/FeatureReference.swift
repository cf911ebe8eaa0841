package import GradientBoosting

/// How a model's features were distributed over the rows it learned from: what live features are compared with.
package struct FeatureReference: Codable, Equatable, Sendable {
    /// One feature's tenths.
    package struct Feature: Codable, Equatable, Sendable {
        package var name: String
        /// The lowest value, then the distinct ones among the ten deciles, the last of which is the highest value;
        /// none when every value was missing.
        package var edges: [Float]
        /// Share of the rows between each two edges, the upper one included, and last that of missing values.
        package var shares: [Double]
    }

    /// Rows the shares are of.
    package private(set) var rows: Int
    package private(set) var features: [Feature]

    /// Rows looked at; of more, as many at even distances.
    package static let rowLimit = 200_000
    /// Features that go through all their values in days or weeks: no window of a day is distributed as the training
    /// days were, and nothing follows from that.
    package static let calendar: Set<String> = [
        StateFeature.minuteOfDay.name, StateFeature.weekday.name, StateFeature.dayOff.name,
    ]
    private static let featureLimit = 4096
    private static let nameLimit = 200

    /// Takes the tenths of every column of `table` but those named in `leavingOut`; `names` are the columns', in their
    /// order. Infinite values count as missing.
    package init(names: [String], table: FeatureTable, leavingOut: Set<String> = calendar) {
        precondition(names.count == table.columnCount, "a name for each column")
        let count = min(table.rowCount, Self.rowLimit)
        rows = count
        features = names.enumerated().filter { !leavingOut.contains($0.element) }.map { column, name in
            let values = (0..<count).map { row in
                table.values[row * table.rowCount / count * table.columnCount + column]
            }
            return Feature(name: name, values: values)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case rows, features
    }

    /// Throws for features that could not have been made by ``init(names:table:leavingOut:)``.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        rows = try container.decode(Int.self, forKey: .rows)
        features = try container.decode([Feature].self, forKey: .features)
        let names = Set(features.map(\.name))
        guard (0...Self.rowLimit).contains(rows), features.count <= Self.featureLimit, names.count == features.count,
            features.allSatisfy({ $0.name.utf8.count <= Self.nameLimit && $0.isSound })
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .features,
                in: container,
                debugDescription: "these are no shares of a feature's tenths"
            )
        }
    }
}

extension FeatureReference.Feature {
    private static let binCount = 10

    init(name: String, values: [Float]) {
        self.name = name
        let known = values.filter(\.isFinite).sorted()
        edges = []
        if let lowest = known.first {
            edges = [lowest]
            for decile in 1...Self.binCount {
                let edge = known[(known.count - 1) * decile / Self.binCount]
                // The lowest value may come twice: where much of the weight is on it, it has a bin of its own.
                if edges.count == 1 || edge > edges[edges.count - 1] { edges.append(edge) }
            }
        }
        var counts = [Int](repeating: 0, count: max(0, edges.count - 1) + 1)
        counts[counts.count - 1] = values.count - known.count
        let bins = FeatureBins(edges: edges)
        for value in known { counts[bins.bin(of: value) - 1] += 1 }
        shares = counts.map { values.isEmpty ? 0 : Double($0) / Double(values.count) }
    }

    /// Whether edges ascend and shares are shares.
    var isSound: Bool {
        let total = shares.reduce(0, +)
        let uppers = edges.dropFirst()
        return edges.count != 1 && edges.count <= Self.binCount + 1 && shares.count == max(0, edges.count - 1) + 1
            && edges.allSatisfy(\.isFinite) && zip(edges, edges.dropFirst()).allSatisfy(<=)
            && zip(uppers, uppers.dropFirst()).allSatisfy(<)
            && shares.allSatisfy { (0...1).contains($0) } && (total == 0 || abs(total - 1) < 1e-6)
    }
}

/// The bins between a feature's edges, with one below them, one above and one for missing values.
struct FeatureBins: Sendable {
    let edges: [Float]

    /// Bin 0 is below all edges, then come those between, the one above, and missing values.
    var count: Int { max(0, edges.count - 1) + 3 }

    @inline(__always)
    func bin(of value: Float) -> Int {
        guard value.isFinite else { return count - 1 }
        guard let lowest = edges.first else { return count - 2 }
        if value < lowest { return 0 }
        var bin = 1
        while bin < edges.count, value > edges[bin] { bin += 1 }
        return bin
    }
}
