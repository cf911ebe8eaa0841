/// A station of the simulated city; the same for every seed.
package struct SimulatedStation: Sendable, Hashable {
    /// `ST-4`, `ST-5` … as in Seoul; not the number.
    package let id: String
    /// The number on the sign, `102` …, in blocks by district.
    package let number: String
    /// The Korean name without the number.
    package let name: String
    /// The name in Latin letters.
    package let englishName: String?
    /// Index into `SimulatedCity.districts`.
    package let district: Int
    /// WGS84 degrees.
    package let lat: Double
    /// WGS84 degrees.
    package let lon: Double
    /// 5 to 40.
    package let racks: Int
}
