import Core
import FoundationEssentials
package import JWTKit

/// What an access token says: whose it is, which role they have, until when it is good.
package struct AccessToken: JWTPayload, Equatable {
    package let iss: IssuerClaim
    package let aud: AudienceClaim
    /// The account's id.
    package let sub: SubjectClaim
    package let iat: IssuedAtClaim
    package let exp: ExpirationClaim
    package let name: String
    package let role: Role
    /// The account's token version at the time.
    package let ver: Int
    /// The session it belongs to.
    package let sid: String

    package func verify(using algorithm: some JWTAlgorithm) throws {
        try exp.verifyNotExpired()
        guard iss.value == AccessTokenContract.issuer, aud.value.contains(AccessTokenContract.audience) else {
            throw JWTError.claimVerificationFailure(failedClaim: iss, reason: "not one of this board's tokens")
        }
    }
}

extension AccessToken {
    init(account: Account, sessionID: Int64, issuedAt: Date, lifetime: Duration) {
        iss = IssuerClaim(value: AccessTokenContract.issuer)
        aud = AudienceClaim(value: AccessTokenContract.audience)
        sub = SubjectClaim(value: String(account.id))
        // Whole seconds: not every library takes a fraction.
        let issuedAt = Date(timeIntervalSince1970: issuedAt.timeIntervalSince1970.rounded(.down))
        iat = IssuedAtClaim(value: issuedAt)
        exp = ExpirationClaim(value: issuedAt.addingTimeInterval(Double(lifetime.components.seconds)))
        name = account.name
        role = account.role
        ver = account.tokenVersion
        sid = String(sessionID)
    }
}
