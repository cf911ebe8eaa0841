import Glibc

/// A place on the Earth, WGS 84, in degrees.
package struct Coordinate: Hashable, Sendable {
    package var latitude: Double
    package var longitude: Double

    package init(latitude: Double, longitude: Double) {
        self.latitude = latitude
        self.longitude = longitude
    }

    /// A place from numbers someone sent; nil beyond the poles, beyond 180° and where either is 0, which feeds write for "unknown".
    package init?(checkedLatitude latitude: Double?, longitude: Double?) {
        guard let latitude, let longitude, latitude != 0, longitude != 0, abs(latitude) <= 90, abs(longitude) <= 180
        else { return nil }
        self.init(latitude: latitude, longitude: longitude)
    }

    /// Metres to `other` along a great circle (haversine formula, mean radius 6,371,008.8 m).
    package func meters(to other: Coordinate) -> Double {
        let radians = Double.pi / 180
        let latitudeHalf = sin((other.latitude - latitude) * radians / 2)
        let longitudeHalf = sin((other.longitude - longitude) * radians / 2)
        let square =
            latitudeHalf * latitudeHalf
            + cos(latitude * radians) * cos(other.latitude * radians) * longitudeHalf * longitudeHalf
        return 2 * 6_371_008.8 * asin(min(1, square.squareRoot()))
    }
}
