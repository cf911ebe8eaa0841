/// Throws unless `model` is a complete model of `engine`: the libraries read on past the end of one that is cut short.
func requireSound(_ model: [UInt8], of engine: BoostingEngine) throws(BoosterError) {
    let format: TreeEnsemble.Format
    do {
        format = try TreeEnsemble(bytes: model).format
    } catch {
        throw BoosterError("not a model of \(engine.displayName): \(error)")
    }
    guard (format == .lightGBM) == (engine == .lightgbm) else {
        throw BoosterError("a model in \(format.rawValue) is none of \(engine.displayName)")
    }
    // C strings end at the first zero.
    guard engine != .lightgbm || !model.contains(0) else { throw BoosterError("a model in text has a zero byte") }
}
