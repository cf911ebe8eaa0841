import GradientBoosting
import Testing

struct BoosterLoadingTests {
    @Test(arguments: BoostingEngine.allCases)
    func `a missing library is named with its setting`(_ engine: BoostingEngine) {
        let error = #expect(throws: BoosterError.self) {
            try loadBoosterLibrary(engine, path: "/nowhere/lib_missing.so")
        }
        #expect(error?.message.contains("/nowhere/lib_missing.so") == true)
        #expect(error?.message.contains(engine.librarySetting) == true)
    }

    @Test(arguments: BoostingEngine.allCases)
    func `another library is refused`(_ engine: BoostingEngine) {
        let error = #expect(throws: BoosterError.self) { try loadBoosterLibrary(engine, path: "libc.so.6") }
        #expect(error?.message.contains("has no function") == true)
    }

    @Test(
        .enabled(
            if: BoosterBench.isAvailable(.lightgbm) && BoosterBench.isAvailable(.xgboost),
            "needs both libraries: set LIGHTGBM_LIBRARY and XGBOOST_LIBRARY"
        )
    )
    func `a dataset of one library is refused by the other`() throws {
        let rows = SyntheticRows(rows: 50, seed: 30)
        let dataset = try BoosterBench(.lightgbm).dataset(rows)
        let bench = try BoosterBench(.xgboost)
        bench.refuses("LightGBM", "XGBoost") {
            _ = try bench.train(bench.parameters(.squaredError), BoostingRows(dataset, labels: rows.truth))
        }
    }
}
