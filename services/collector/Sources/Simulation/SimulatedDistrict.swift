/// One of the 25 districts as drawn for the simulated city.
package struct SimulatedDistrict: Sendable {
    /// `강남구`.
    package let koreanName: String
    /// `Gangnam-gu`.
    package let englishName: String
    /// The outline (WGS84 degrees), clockwise, not closed: the last corner joins the first.
    package let ring: [(lon: Double, lat: Double)]
}
