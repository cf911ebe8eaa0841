import GradientBoosting
import Testing

@Suite struct LightGBMModelTests {
    private static let model = """
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        label_index=0
        max_feature_idx=2
        objective=binary sigmoid:1
        feature_names=bikes docks hour
        feature_infos=[0:1] [0:1] none

        Tree=0
        num_leaves=3
        num_cat=0
        split_feature=0 2
        threshold=1.5 7
        decision_type=2 8
        left_child=1 -1
        right_child=-2 -3
        leaf_value=0.25 0.5 -1
        is_linear=0
        shrinkage=1

        Tree=1
        num_leaves=1
        num_cat=0
        leaf_value=0.125

        end of trees

        parameters:
        end of parameters
        """

    private func read(_ text: String) throws(ModelFormatError) -> TreeEnsemble {
        try TreeEnsemble(bytes: Array(text.utf8))
    }

    private func replacing(_ line: String, with other: String) -> String {
        Self.model.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0 == line ? other : String($0) }.joined(separator: "\n")
    }

    @Test func `a model says what it is`() throws {
        let ensemble = try read(Self.model)
        #expect(ensemble.format == .lightGBM)
        #expect(ensemble.featureNames == ["bikes", "docks", "hour"])
        #expect(ensemble.featureCount == 3)
        #expect(ensemble.outputCount == 1)
        #expect(ensemble.treeCount == 2)
        #expect(ensemble.leafCount == 4)
        #expect(ensemble.objective == .sigmoid(scale: 1))
    }

    @Test func `leaves are numbered from left to right`() throws {
        #expect(try read(Self.model).trees[0].leafValues == [0.25, -1, 0.5])
    }

    @Test func `lines may end as on Windows`() throws {
        let ensemble = try read(
            Self.model.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        )
        #expect(ensemble.trees == (try read(Self.model)).trees)
    }

    @Test(arguments: [
        ("is_linear=0", "is_linear=1", "line 11: tree 0 has linear models in its leaves, which are not supported"),
        ("threshold=1.5 7", "threshold=1.5", "line 11: tree 0 has 1 thresholds for 2 inner nodes"),
        ("threshold=1.5 7", "threshold=1.5 seven", "line 15: number 2 of threshold cannot be read"),
        ("threshold=1.5 7", "threshold=nan 7", "line 11: tree 0 has the threshold nan"),
        ("num_leaves=3", "num_leaves=2000000000", "line 11: tree 0 has 2000000000 leaves; 1 to 65535 are possible"),
        ("num_leaves=3", "num_leaves=-1", "line 11: tree 0 has -1 leaves; 1 to 65535 are possible"),
        ("num_leaves=3", "num_leaves=99999999999999999999", "line 12: num_leaves is no whole number"),
        ("split_feature=0 2", "split_feature=0 3", "line 11: tree 0 splits on feature 3 of 3"),
        ("decision_type=2 8", "decision_type=2 12", "line 11: tree 0 has the unknown decision type 12"),
        ("decision_type=2 8", "decision_type=2 9", "line 11: tree 0 has no categorical split 7.0"),
        ("left_child=1 -1", "left_child=0 -1", "line 11: tree 0 is no tree: node 0 is reached twice"),
        (
            "left_child=1 -1", "left_child=-1 -1",
            "line 11: tree 0 is no tree: 1 inner nodes are out of reach of the root"
        ),
        ("left_child=1 -1", "left_child=1 -4", "line 11: tree 0 has a child -4 but 3 leaves"),
        ("left_child=1 -1", "left_child=1 2", "line 11: tree 0 has a child 2 but 3 leaves"),
        ("right_child=-2 -3", "right_child=-2 -2", "line 11: tree 0 is no tree: leaf 1 is reached twice"),
        ("leaf_value=0.25 0.5 -1", "leaf_value=0.25 0.5 inf", "line 11: tree 0 is no tree: a leaf's value is inf"),
        ("num_cat=0", "num_cat=1", "line 11: tree 0 has 1 categorical splits and bounds that do not fit them"),
        ("Tree=1", "Tree=2", "line 23: \"Tree=1\" was expected"),
        ("end of trees", "", "line 31: the file ends before \"end of trees\""),
        ("max_feature_idx=2", "max_feature_idx=1", "the header names 3 of 2 features"),
        (
            "max_feature_idx=2", "max_feature_idx=2000000000",
            "line 6: the last feature is 2000000000; 0 to 99999 are possible"
        ),
        ("num_tree_per_iteration=1", "num_tree_per_iteration=0", "line 4: 0 trees a round; 1 to 1000 are possible"),
        ("num_tree_per_iteration=1", "num_tree_per_iteration=3", "2 trees for rounds of 3"),
        ("objective=binary sigmoid:1", "objective=tea", "line 7: the objective \"tea\" is not known"),
        (
            "objective=binary sigmoid:1", "objective=binary sigmoid:-1",
            "line 7: the objective's \"sigmoid:-1\" is no positive number"
        ),
    ])
    func `a broken line is refused in one line of words`(line: String, other: String, message: String) {
        let error = #expect(throws: ModelFormatError.self) { try read(replacing(line, with: other)) }
        #expect(error?.description == message)
    }

    @Test func `a few bytes cannot stand for any number of categories`() {
        let words = String(repeating: "4294967295 ", count: 300_000)
        let text = replacing("num_cat=0", with: "num_cat=1\ncat_boundaries=0 300000\ncat_threshold=" + words)
        let error = #expect(throws: ModelFormatError.self) { try read(text) }
        #expect(error?.description == "line 11: tree 0 makes more than 8000000 categories")
    }

    @Test(arguments: ["", "  \n", "hello", "PK\u{3}\u{4}", "[1,2]"])
    func `something else is refused`(text: String) {
        #expect(throws: ModelFormatError.self) { try read(text) }
    }
}
