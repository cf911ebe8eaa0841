import Foundation
import GradientBoosting
import Testing

extension BoosterBench {
    /// A million rows of 100 columns are trained on while the process stays under 2 GB.
    func staysSmall() throws {
        let columns = 100
        var random = SyntheticRows.Generator(state: 14)
        let block = FeatureTable(columnCount: columns, values: (0..<5_000 * columns).map { _ in random.next() })
        var table = FeatureTable(columnCount: columns, capacity: 1_000_000)
        for _ in 0..<200 { table.append(contentsOf: block) }
        let labels = (0..<1_000_000).map { block[row: $0 % 5_000, column: 3] }
        var binning = BinningParameters()
        binning.threads = 2
        let dataset = try library.makeDataset(
            table,
            featureNames: (0..<columns).map { "column\($0)" },
            binning: binning,
            reference: nil
        )
        var parameters = parameters(.squaredError)
        parameters.rounds = 2
        parameters.threads = 2
        #expect(try train(parameters, BoostingRows(dataset, labels: labels)).rounds == 2)
        #expect(try peakMegabytes() < 2_000)
    }

    private func peakMegabytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        let kilobytes = try #require(line.split(separator: " ").dropLast().last.flatMap { Int($0) })
        return kilobytes / 1_024
    }
}
