/// The rounds of a training, with early stopping; knows no library.
struct TrainingLoop {
    /// What is left when the rounds are over.
    struct Outcome: Equatable {
        /// Rounds to keep.
        var rounds: Int
        var bestRound: Int
        /// The loss of the last round to keep.
        var validationLoss: Double?
    }

    let rounds: Int
    let patience: Int?

    init(_ parameters: BoostingParameters) throws(BoosterError) {
        guard parameters.rounds > 0, parameters.rounds <= Int(Int32.max) else {
            throw BoosterError("\(parameters.rounds) rounds: a training needs at least one")
        }
        guard parameters.threads > 0, parameters.threads <= 1024 else {
            throw BoosterError("\(parameters.threads) threads: a training needs 1 to 1024")
        }
        if let patience = parameters.earlyStoppingRounds, patience < 1 {
            throw BoosterError("early stopping after \(patience) rounds: at least one is needed")
        }
        rounds = parameters.rounds
        patience = parameters.earlyStoppingRounds
    }

    /// Calls `step` with 0, 1 … until it returns false (no tree can grow any more), the loss stays, or all are done.
    func run(
        step: (Int) throws -> Bool,
        loss: (Int) throws -> Double?,
        onRound: (BoostingProgress) throws -> Void
    ) throws -> Outcome {
        var best: (round: Int, loss: Double)?
        var last = Outcome(rounds: 0, bestRound: 0)
        for round in 1...rounds {
            let grew = try step(round - 1)
            if !grew, round > 1 { break }
            last = Outcome(rounds: round, bestRound: round, validationLoss: try loss(round - 1))
            if let loss = last.validationLoss {
                guard !loss.isNaN else { throw BoosterError("the validation loss of round \(round) is not a number") }
                if loss < best?.loss ?? .infinity { best = (round, loss) }
            }
            try onRound(BoostingProgress(round: round, rounds: rounds, validationLoss: last.validationLoss))
            if !grew { break }
            if let patience, let best, round - best.round >= patience { break }
        }
        guard let best else { return last }
        return Outcome(
            rounds: patience == nil ? last.rounds : best.round,
            bestRound: best.round,
            validationLoss: patience == nil ? last.validationLoss : best.loss
        )
    }
}
