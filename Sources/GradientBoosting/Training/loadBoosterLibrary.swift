/// Loads the library of `engine`: from `path` when given, else from beside the executable, from `../lib` of it, or
/// from where the system's loader finds it.
///
/// Libraries stay loaded. The error says which files were tried and which setting names the right one. LightGBM needs
/// `libgomp.so.1` as well.
package func loadBoosterLibrary(
    _ engine: BoostingEngine,
    path: String? = nil
) throws(BoosterError) -> any BoosterLibrary {
    var failures: [String] = []
    for candidate in candidates(for: engine, path: path) {
        let library: DynamicLibrary
        do {
            library = try DynamicLibrary(path: candidate)
        } catch {
            failures.append(error.message)
            continue
        }
        switch engine {
        case .lightgbm: return LightGBMLibrary(try LightGBMFunctions(library))
        case .xgboost: return try XGBoostLibrary(XGBoostFunctions(library))
        }
    }
    throw BoosterError(
        "\(engine.displayName) cannot be loaded; \(engine.librarySetting) names its file. Tried: "
            + failures.joined(separator: "; ")
    )
}

private func candidates(for engine: BoostingEngine, path: String?) -> [String] {
    if let path, !path.isEmpty { return [path] }
    let folders = DynamicLibrary.executableFolder().map { ["\($0)/", "\($0)/../lib/"] } ?? []
    return (folders + [""]).flatMap { folder in engine.fileNames.map { folder + $0 } }
}
