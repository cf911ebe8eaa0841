import Blocking
import Crypto
import CryptoExtras
import FoundationEssentials

/// Hashes passwords with scrypt, two at a time: each takes about 16 MB, so a wave of sign-ins waits instead of filling memory.
package struct PasswordHasher: Sendable {
    /// What scrypt is asked to spend.
    package struct Cost: Sendable, Equatable {
        /// Binary logarithm of N.
        package var logRounds: Int
        package var blockSize: Int
        package var parallelism: Int

        /// N = 2¹⁴, r = 8, p = 5: 16 MB and as much work as OWASP's Password Storage Cheat Sheet asks for.
        package static let standard = Cost(logRounds: 14, blockSize: 8, parallelism: 5)

        package init(logRounds: Int, blockSize: Int, parallelism: Int) {
            self.logRounds = logRounds
            self.blockSize = blockSize
            self.parallelism = parallelism
        }
    }

    private static let saltLength = 16
    private static let hashLength = 32

    private let cost: Cost
    private let pool: BlockingPool

    /// `queueLimit` passwords may wait; the next throws `queueFull`.
    package init(cost: Cost = .standard, threads: Int = 2, queueLimit: Int = 32) throws {
        self.cost = cost
        pool = try BlockingPool(name: "scrypt", threads: threads, queueLimit: queueLimit)
    }

    /// The hash with its salt and cost, such as `$scrypt$ln=14,r=8,p=5$…$…`.
    package func hash(_ password: String) async throws -> String {
        let cost = cost
        return try await pool.run {
            let salt = (0..<Self.saltLength).map { _ in UInt8.random(in: 0...UInt8.max) }
            let key = try Self.derive(password, salt: salt, cost: cost)
            return PasswordHash(cost: cost, salt: salt, hash: Array(Self.code(key))).text
        }
    }

    /// Whether `password` is the one. An unknown account is nil and takes as long as a known one.
    package func verify(_ password: String, against text: String?) async throws -> Bool {
        let cost = cost
        return try await pool.run {
            guard let known = text.flatMap(PasswordHash.init) else {
                _ = try Self.derive(password, salt: [UInt8](repeating: 0, count: Self.saltLength), cost: cost)
                return false
            }
            let key = try Self.derive(password, salt: known.salt, cost: known.cost)
            // Takes as long for a wrong code as for the right one.
            return HMAC<SHA256>.isValidAuthenticationCode(known.hash, authenticating: Self.codedText, using: key)
        }
    }

    /// Whether a hash was made at less cost than is asked for today.
    package func isOutdated(_ text: String) -> Bool {
        PasswordHash(text)?.cost != cost
    }

    private static func derive(
        _ password: String,
        salt: [UInt8],
        cost: Cost
    ) throws -> SymmetricKey {
        try KDF.Scrypt.deriveKey(
            from: Array(password.utf8),
            salt: salt,
            outputByteCount: hashLength,
            rounds: 1 << cost.logRounds,
            blockSize: cost.blockSize,
            parallelism: cost.parallelism
        )
    }

    /// What is kept of the derived key: a code made with it, which tells as much and compares in constant time.
    private static func code(_ key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: codedText, using: key)
    }

    private static let codedText = Array("ttareungi-board password".utf8)
}
