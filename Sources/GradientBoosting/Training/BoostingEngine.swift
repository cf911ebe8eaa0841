/// The C library that grows the trees.
package enum BoostingEngine: String, Sendable, CaseIterable {
    case lightgbm
    case xgboost

    /// The name as its makers write it, for messages.
    package var displayName: String {
        switch self {
        case .lightgbm: "LightGBM"
        case .xgboost: "XGBoost"
        }
    }

    /// The setting that names the library's file.
    package var librarySetting: String {
        switch self {
        case .lightgbm: "LIGHTGBM_LIBRARY"
        case .xgboost: "XGBOOST_LIBRARY"
        }
    }

    /// File names that are looked for, best first.
    var fileNames: [String] {
        switch self {
        case .lightgbm: ["lib_lightgbm.so"]
        case .xgboost: ["libxgboost.so.0", "libxgboost.so"]
        }
    }
}
