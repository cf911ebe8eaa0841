/// Evaluates an ensemble for many rows at once, with the numbers of the C libraries. Made once for a model.
///
/// 512 rows are scored together. First each condition ("feature 3 is at most 7.5") becomes a mask with a bit for each
/// row. An inner node then takes three operations on masks for all 512 rows, whichever way they go; what comes out are
/// the bits of each row's leaf number. Time grows with the number of leaves, not with the depth, and there is no branch
/// to mispredict.
package struct TreeScorer: Sendable {
    /// Columns that rows must have.
    package let featureCount: Int
    /// Raw scores of a row.
    package let outputCount: Int
    /// What turns raw scores into predictions.
    package let objective: OutputTransform
    let sumsInSinglePrecision: Bool
    let averagedRounds: Int
    private let zeroThreshold: Float
    private let baseScores: [Double]
    private let segments: [ScoringSegment]

    package init(_ ensemble: TreeEnsemble) {
        featureCount = ensemble.featureCount
        outputCount = ensemble.outputCount
        objective = ensemble.objective
        sumsInSinglePrecision = ensemble.sumsInSinglePrecision
        averagedRounds = ensemble.averagedRounds
        zeroThreshold = ensemble.zeroThreshold
        baseScores = ensemble.baseScores
        var segments: [ScoringSegment] = []
        var builder = ScoringSegmentBuilder(ensemble)
        for tree in ensemble.trees where !builder.add(tree) {
            segments.append(builder.segment())
            builder = ScoringSegmentBuilder(ensemble)
            _ = builder.add(tree)
        }
        if !builder.isEmpty { segments.append(builder.segment()) }
        self.segments = segments
    }

    /// Sums of leaves; that of output k and row r is at `k * rowCount + r`.
    package func rawScores(_ columns: FeatureColumns) -> [Double] {
        var scores: [Double] = []
        var workspace = ScoringWorkspace()
        rawScores(columns, into: &scores, workspace: &workspace)
        return scores
    }

    /// Like ``rawScores(_:)``, but takes no memory when `scores` and `workspace` come from a call of the same size.
    ///
    /// - Precondition: the table has a column for each feature.
    package func rawScores(
        _ columns: FeatureColumns,
        into scores: inout [Double],
        workspace: inout ScoringWorkspace
    ) {
        precondition(columns.columnCount == featureCount, "a row has \(featureCount) features")
        let rowCount = columns.rowCount
        scores.removeAll(keepingCapacity: true)
        for base in baseScores { scores.append(contentsOf: repeatElement(base, count: rowCount)) }
        for segment in segments {
            workspace.prepare(for: segment)
            for start in stride(from: 0, to: rowCount, by: RowBlock.rowCount) {
                let block = start..<min(rowCount, start + RowBlock.rowCount)
                fillMasks(segment, columns, block, &workspace)
                addLeaves(segment, block, rowCount: rowCount, to: &scores, &workspace)
            }
        }
    }

    private func fillMasks(
        _ segment: ScoringSegment,
        _ columns: FeatureColumns,
        _ block: Range<Int>,
        _ workspace: inout ScoringWorkspace
    ) {
        unsafe workspace.masks.withUnsafeMutableBufferPointer { masks in
            unsafe workspace.categoryMasks.withUnsafeMutableBufferPointer { categoryMasks in
                unsafe workspace.codes.withUnsafeMutableBufferPointer { codes in
                    unsafe columns.values.withUnsafeBufferPointer { values in
                        guard let masks = masks.baseAddress, let categoryMasks = categoryMasks.baseAddress,
                            let codes = codes.baseAddress, let values = values.baseAddress
                        else { return }
                        let builder = unsafe BlockMasks(
                            masks: masks,
                            categoryMasks: categoryMasks,
                            codes: codes,
                            zeroThreshold: zeroThreshold,
                            rowCount: block.count
                        )
                        for feature in segment.thresholdFeatures {
                            let column = feature.feature * columns.rowCount + block.lowerBound
                            unsafe builder.fill(feature, from: values + column)
                        }
                        for feature in segment.categoryFeatures {
                            let column = feature.feature * columns.rowCount + block.lowerBound
                            unsafe builder.fill(feature, from: values + column)
                        }
                    }
                }
            }
        }
    }

    private func addLeaves(
        _ segment: ScoringSegment,
        _ block: Range<Int>,
        rowCount: Int,
        to scores: inout [Double],
        _ workspace: inout ScoringWorkspace
    ) {
        unsafe workspace.masks.withUnsafeBufferPointer { masks in
            unsafe workspace.boundaries.withUnsafeMutableBufferPointer { boundaries in
                unsafe workspace.planes.withUnsafeMutableBufferPointer { planes in
                    unsafe workspace.leafNumbers.withUnsafeMutableBufferPointer { leafNumbers in
                        guard let masks = masks.baseAddress, let boundaries = boundaries.baseAddress,
                            let leafNumbers = leafNumbers.baseAddress, let planes = planes.baseAddress
                        else { return }
                        let scorer = unsafe BlockScorer(
                            masks: masks,
                            boundaries: boundaries,
                            planes: planes,
                            leafNumbers: leafNumbers,
                            rowCount: block.count
                        )
                        for output in 0..<outputCount {
                            let start = output * rowCount + block.lowerBound
                            let lookups = segment.lookups[output]
                            if sumsInSinglePrecision {
                                for row in 0..<block.count { workspace.singleSums[row] = Float(scores[start + row]) }
                                scorer.add(
                                    lookups,
                                    steps: segment.steps,
                                    values: segment.singleValues,
                                    to: &workspace.singleSums
                                )
                                for row in 0..<block.count { scores[start + row] = Double(workspace.singleSums[row]) }
                            } else {
                                for row in 0..<block.count { workspace.doubleSums[row] = scores[start + row] }
                                scorer.add(
                                    lookups,
                                    steps: segment.steps,
                                    values: segment.doubleValues,
                                    to: &workspace.doubleSums
                                )
                                for row in 0..<block.count { scores[start + row] = workspace.doubleSums[row] }
                            }
                        }
                    }
                }
            }
        }
    }
}
