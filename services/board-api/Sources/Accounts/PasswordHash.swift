import FoundationEssentials

/// A password's hash as it is kept, in the notation of the Password Hashing Competition.
struct PasswordHash {
    let cost: PasswordHasher.Cost
    let salt: [UInt8]
    let hash: [UInt8]

    init(cost: PasswordHasher.Cost, salt: [UInt8], hash: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    /// Nil when `text` is no hash of this kind, or asks for more than 64 MB.
    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let salt = Data(base64Encoded: String(parts[3])), let hash = Data(base64Encoded: String(parts[4])),
            let cost = Self.cost(parts[2])
        else { return nil }
        self.init(cost: cost, salt: Array(salt), hash: Array(hash))
    }

    var text: String {
        let parameters = "ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
        return "$scrypt$\(parameters)$\(Data(salt).base64EncodedString())$\(Data(hash).base64EncodedString())"
    }

    private static func cost(_ text: Substring) -> PasswordHasher.Cost? {
        let numbers = text.split(separator: ",").map { $0.split(separator: "=") }
        guard numbers.map(\.first) == ["ln", "r", "p"], numbers.allSatisfy({ $0.count == 2 }),
            let rounds = Int(numbers[0][1]), let block = Int(numbers[1][1]), let parallelism = Int(numbers[2][1]),
            (1...16).contains(rounds), (1...8).contains(block), (1...16).contains(parallelism)
        else { return nil }
        return PasswordHasher.Cost(logRounds: rounds, blockSize: block, parallelism: parallelism)
    }
}
