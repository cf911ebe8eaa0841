/// Recognises sentences that give orders to a language model instead of telling a reader something.
package enum InjectionGuard {
    /// Whether a sentence reads as an order to a machine.
    package static func isSuspicious(_ sentence: String) -> Bool {
        let text = sentence.lowercased()
        return Wording.contains(text, any: orders)
            || (Wording.contains(text, any: earlier) && Wording.contains(text, any: rules)
                && Wording.contains(text, any: dismissals))
    }

    /// `text` without the sentences of that sort.
    package static func cleaned(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            isSuspicious(String(line)) ? "" : String(line)
        }.joined(separator: "\n")
    }

    private static let orders = [
        "system prompt", "시스템 프롬프트", "jailbreak", "you are now", "act as ", "<|", "[inst]", "</passage", "<passage",
        "developer mode", "너는 이제부터", "당신은 이제부터", "### instruction", "assistant:", "system:", "반드시 이렇게 답",
        "reply only with", "respond only with", "위 지시", "disregard the above", "프롬프트를 출력",
    ]
    private static let earlier = [
        "previous", "above", "prior", "earlier", "all ", "your", "이전", "앞의", "지금까지", "모든", "위의",
    ]
    private static let rules = ["instruction", "rules", "prompt", "지시", "규칙", "명령", "프롬프트"]
    private static let dismissals = [
        "ignore", "forget", "disregard", "override", "reveal", "print", "무시", "잊", "따르지", "공개", "출력", "알려",
    ]
}
