import Foundation
import GradientBoosting
import Testing

@Suite struct XGBoostModelTests {
    private static func model(
        left: String = "[1, -1, -1]",
        right: String = "[2, -1, -1]",
        conditions: String = "[5E-1, 2.5E-1, -1E0]",
        types: String = "[0, 0, 0]",
        features: String = "[1, 0, 0]",
        baseScore: String = "[5E-1]",
        objective: String = "reg:squarederror",
        booster: String = "gbtree",
        leafVector: String = "1"
    ) -> String {
        """
        {"learner":{"attributes":{"note":"a \\"b\\" \\u00e9"},"feature_names":["bikes","docks"],
        "feature_types":["float","int"],
        "gradient_booster":{"model":{"gbtree_model_param":{"num_parallel_tree":"1","num_trees":"1"},
        "iteration_indptr":[0,1],"tree_info":[0],"trees":[{"base_weights":[0,NaN,1e3],"categories":[],
        "categories_nodes":[],"categories_segments":[],"categories_sizes":[],"default_left":[1,0,0],"id":0,
        "left_children":\(left),"loss_changes":[1.5,0,0],"parents":[2147483647,0,0],"right_children":\(right),
        "split_conditions":\(conditions),"split_indices":\(features),"split_type":\(types),
        "sum_hessian":[3,2,1],
        "tree_param":{"num_deleted":"0","num_feature":"2","num_nodes":"3","size_leaf_vector":"\(leafVector)"}}]},
        "name":"\(booster)"},"learner_model_param":{"base_score":"\(baseScore)","boost_from_average":"1",
        "num_class":"0","num_feature":"2","num_target":"1"},"objective":{"name":"\(objective)","reg_loss_param":{}}},
        "version":[3,2,0]}
        """
    }

    private func read(_ text: String) throws(ModelFormatError) -> TreeEnsemble {
        try TreeEnsemble(bytes: Array(text.utf8))
    }

    @Test func `a model says what it is`() throws {
        let ensemble = try read(Self.model())
        #expect(ensemble.format == .xgboostJSON)
        #expect(ensemble.featureNames == ["bikes", "docks"])
        #expect(ensemble.treeCount == 1)
        #expect(ensemble.leafCount == 2)
        #expect(ensemble.baseScores == [0.5])
        #expect(ensemble.trees[0].leafValues == [0.25, -1])
    }

    @Test func `a value equal to the split goes right`() throws {
        let scorer = TreeScorer(try read(Self.model()))
        var rows = FeatureColumns(columnCount: 2, rowCount: 4)
        for (row, value) in [Float(0.5).nextDown, 0.5, -.infinity, .nan].enumerated() { rows[1, row] = value }
        #expect(scorer.rawScores(rows) == [0.75, -0.5, 0.75, 0.75])
    }

    @Test(arguments: [
        ("5E-1", "reg:squarederror", 0.5), ("[2.5E-1]", "binary:logistic", -1.0986122), ("1E0", "count:poisson", 0),
    ])
    func `base scores of all versions are read`(written: String, objective: String, margin: Double) throws {
        let ensemble = try read(Self.model(baseScore: written, objective: objective))
        #expect(abs(ensemble.baseScores[0] - margin) < 1e-6)
    }

    @Test func `truth values stand for the default direction in old files`() throws {
        let text = Self.model().replacing("\"default_left\":[1,0,0]", with: "\"default_left\":[true,false,false]")
        #expect(try read(text).trees == read(Self.model()).trees)
    }

    static let broken: [(text: String, message: String)] = [
        (model(leafVector: "3"), "tree 0: leaves with 3 values are not supported; train one tree per output"),
        (model(booster: "gblinear"), "the booster \"gblinear\" is not supported, only gbtree and dart"),
        (model(objective: "tea"), "the objective \"tea\" is not known"),
        (model(baseScore: "x"), "the base score \"x\" is no number"),
        (model(baseScore: "[]"), "0 base scores for 1 outputs"),
        (model(baseScore: "1E0", objective: "binary:logistic"), "the base score 1.0 is no probability"),
        (model(left: "[1, 0, -1]", right: "[2, 2, -1]"), "tree 0: node 0 is reached twice"),
        (model(left: "[2, -1, -1]"), "tree 0: node 2 is reached twice"),
        (model(left: "[7, -1, -1]"), "tree 0: node 0 has a child out of bounds"),
        (model(left: "[1.5, -1, -1]"), "tree 0: node 0 has a child out of bounds"),
        (model(left: "[1, -1]"), "tree 0: \"right_children\" has 3 entries for 2 nodes"),
        (model(left: "[]"), "tree 0: there are no nodes"),
        (model(left: "\"no\""), "tree 0: \"left_children\" is missing or no numbers"),
        (model(features: "[2, 0, 0]"), "tree 0: node 0 splits on feature 2.0 of 2"),
        (model(conditions: "[NaN, 1, 1]"), "tree 0: node 0 has the threshold nan"),
        (model(conditions: "[0, 1, Infinity]"), "tree 0: a leaf's value is inf"),
        (model(types: "[1, 0, 0]"), "tree 0: node 0 is categorical without categories"),
        ("{}", "\"learner\" is missing"),
        (String(repeating: "[", count: 100_000), "neither a LightGBM text nor an XGBoost JSON or UBJSON model"),
        ("{\"a\":" + String(repeating: "[", count: 100_000), "byte 36: nested too deep"),
        ("{\"a\":1} x", "byte 8: text behind the end"),
    ]

    @Test(arguments: broken)
    func `a broken document is refused in one line of words`(text: String, message: String) {
        let error = #expect(throws: ModelFormatError.self) { try read(text) }
        #expect(error?.description == message)
    }

    @Test func `a binary document is read like its text`() throws {
        let models = FixtureModel.all("xgboost").filter { $0.name.hasSuffix("ubj") }
        #expect(!models.isEmpty)
        for model in models { #expect(try TreeEnsemble(bytes: model.bytes).format == .xgboostUBJ) }
    }

    @Test(arguments: [
        "{", "{L", "{i\u{1}a", "{i\u{1}a[$d#l\u{7f}\u{7f}\u{7f}\u{7f}", "{i\u{1}a[$Z#l\u{7f}\u{7f}\u{7f}\u{7f}",
        "{l\u{7f}\u{7f}\u{7f}\u{7f}",
        "{i\u{1}a[#l\u{7f}\u{7f}\u{7f}\u{7f}", "{i\u{1}aSl\u{7f}\u{7f}\u{7f}\u{7f}", "{i\u{1}aX", "{i\u{1}aH",
        "{d\u{1}\u{1}\u{1}\u{1}",
    ])
    func `hostile lengths of a binary document are refused`(text: String) {
        #expect(throws: ModelFormatError.self) { try read(text) }
    }

    @Test func `deep nesting of a binary document is refused`() {
        let text = "{i\u{1}a" + String(repeating: "[", count: 100_000)
        let error = #expect(throws: ModelFormatError.self) { try read(text) }
        #expect(error?.message == "nested too deep")
    }
}
